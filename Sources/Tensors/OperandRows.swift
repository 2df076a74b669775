import CKernels

/// Rows of numbers in the precision in which products read them: what one product leaves for the next. Scratch, so it is not copied.
package struct OperandRows: ~Copyable {
    /// Numbers in a row.
    package let width: Int
    package let capacity: Int
    let precision: LubokPrecision
    /// `[capacity, stride]` of floats or bfloat16s; zeros past the width of a row.
    private let owned: ZeroedMemory
    private var memory: UnsafeMutableRawPointer { owned.bytes.baseAddress! }

    /// Rows of zeros.
    ///
    /// - Parameter precision: of the products that read the rows: float32 or bfloat16.
    package init(capacity: Int, width: Int, precision: Precision) {
        precondition(precision == precision.ofPictures, "rows of \(precision)")
        self.capacity = capacity
        self.width = width
        self.precision = precision.kernel
        owned = ZeroedMemory(byteCount: capacity * Self.stride(width, self.precision) * self.precision.elementBytes)
    }

    /// Numbers from one row to the next: products take some together.
    private static func stride(_ width: Int, _ precision: LubokPrecision) -> Int { precision.padded(width) }

    /// The rows as threads write and read them, for as long as they live.
    var numbers: Numbers {
        Numbers(memory: memory, stride: Self.stride(width, precision), precision: precision)
    }

    struct Numbers {
        fileprivate let memory: UnsafeMutableRawPointer
        /// Numbers from one row to the next.
        let stride: Int
        let precision: LubokPrecision

        func address(row: Int, column: Int = 0) -> UnsafeMutableRawPointer {
            memory + (row * stride + column) * precision.elementBytes
        }
    }

    /// The first rows as the operand of a product.
    func operand(rows: Int) -> LubokOperand {
        precondition(rows <= capacity, "\(rows) of \(capacity) rows")
        let stride = Self.stride(width, precision)
        var operand = LubokOperand()
        operand.values = UnsafeRawPointer(memory)
        operand.rows_per_line = max(rows, 1)
        operand.row_stride = stride
        operand.segments = 1
        operand.segment_length = stride
        return operand
    }

    /// The rows as the outputs of a product.
    func result() -> LubokResult {
        var result = LubokResult(memory, precision)
        result.stride = Self.stride(width, precision)
        result.outputs = width
        return result
    }

    /// Rounds floats to the numbers of a row. Different rows may be filled on different threads.
    ///
    /// - Parameter values: `width` of them.
    package func fill(row: Int, with values: UnsafePointer<Float>) {
        precondition(row < capacity)
        let target = numbers.address(row: row)
        if precision == LUBOK_FLOAT32 {
            target.copyMemory(from: values, byteCount: width * MemoryLayout<Float>.size)
        } else {
            Kernels.active.pointee.to_bfloat16(values, width, target.assumingMemoryBound(to: UInt16.self))
        }
    }

    /// Makes a row zeros.
    package func clear(row: Int) {
        precondition(row < capacity)
        numbers.address(row: row).initializeMemory(as: UInt8.self, repeating: 0, count: width * precision.elementBytes)
    }
}

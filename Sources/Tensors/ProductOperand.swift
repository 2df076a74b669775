import CKernels

/// The left operand of a product, brought into the precision that the weights ask for.
enum ProductOperand {
    /// Above this many numbers they are converted on all threads.
    private static let smallestSharedConversion = 1 << 16

    /// Rows of floats as the operand of weights in a layout, for the time of the call.
    ///
    /// - Parameter rows: `[count, layout.inputs]`.
    static func withRows(
        _ rows: UnsafePointer<Float>, count: Int, layout: PanelLayout, on pool: ComputePool, _ body: (LubokOperand) -> Void
    ) {
        switch layout.precision {
        case .float32: body(operand(values: rows, count: count, layout: layout))
        case .bfloat16: withBFloat16(rows, count: count, layout: layout, on: pool, body)
        case .int8, .int4: withInt8(rows, count: count, layout: layout, on: pool, body)
        }
    }

    private static func operand(
        values: UnsafeRawPointer, count: Int, layout: PanelLayout, scales: UnsafePointer<Float>? = nil,
        blockSums: UnsafePointer<Int32>? = nil
    ) -> LubokOperand {
        LubokOperand(
            values: values, rows_per_line: count, row_stride: layout.paddedInputs, line_stride: 0, segments: 1,
            segment_length: layout.paddedInputs, segment_stride: 0, scales: scales, block_sums: blockSums)
    }

    private static func withBFloat16(
        _ rows: UnsafePointer<Float>, count: Int, layout: PanelLayout, on pool: ComputePool, _ body: (LubokOperand) -> Void
    ) {
        let (inputs, padded) = (layout.inputs, layout.paddedInputs)
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(count * padded, 1)) { numbers in
            forEachRow(count, inputs: inputs, on: pool) { row in
                let target = numbers.baseAddress! + row * padded
                Kernels.active.pointee.to_bfloat16(rows + row * inputs, inputs, target)
                (target + inputs).update(repeating: 0, count: padded - inputs)
            }
            body(operand(values: numbers.baseAddress!, count: count, layout: layout))
        }
    }

    private static func withInt8(
        _ rows: UnsafePointer<Float>, count: Int, layout: PanelLayout, on pool: ComputePool, _ body: (LubokOperand) -> Void
    ) {
        let (inputs, padded, blocks) = (layout.inputs, layout.paddedInputs, layout.blockCount)
        withUnsafeTemporaryAllocation(of: Int8.self, capacity: max(count * padded, 1)) { numbers in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { scales in
                withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(count * blocks, 1)) { sums in
                    forEachRow(count, inputs: inputs, on: pool) { row in
                        Kernels.active.pointee.to_int8(
                            rows + row * inputs, inputs, padded, numbers.baseAddress! + row * padded, scales.baseAddress! + row,
                            sums.baseAddress! + row * blocks)
                    }
                    body(
                        operand(
                            values: numbers.baseAddress!, count: count, layout: layout, scales: scales.baseAddress!,
                            blockSums: sums.baseAddress!))
                }
            }
        }
    }

    private static func forEachRow(_ count: Int, inputs: Int, on pool: ComputePool, _ body: (Int) -> Void) {
        guard count > 1, count * inputs >= smallestSharedConversion else {
            for row in 0..<count { body(row) }
            return
        }
        pool.parallel(count, inRangesOf: 8) { rows in
            for row in rows { body(row) }
        }
    }
}

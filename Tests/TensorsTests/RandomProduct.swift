import CKernels
import Tensors
import TestSupport

/// A product of random rows with random weights, by the kernel of any tier: of a matrix, or of the patches of a convolution by 3 × 3.
struct RandomProduct {
    let activation: LubokActivation
    /// The inner dimension with its padding.
    let length: Int
    private let precision: Precision
    private let rows: Int
    private let outputs: Int
    private let stride: Int
    private let accumulates: Bool
    /// Whether the outputs are bfloat16s.
    let isRounded: Bool
    private let operand: LubokOperand
    private let values: [UInt8]
    private let rowScales: [Float]
    private let blockSums: [Int32]
    private let weights: [UInt8]
    private let weightScales: [UInt8]
    private let bias: [Float]?
    private let before: [Float]

    init(
        precision: Precision, rows: Int, inner: Int, outputs: Int, isConvolution: Bool, hasBias: Bool, activation: LubokActivation,
        accumulates: Bool, isRounded: Bool
    ) {
        var random = SeededGenerator(seed: UInt64(rows * 1_000_003 + inner * 1009 + outputs))
        let (step, elementBytes) =
            switch precision {
            case .float32: (1, 4)
            case .bfloat16: (2, 2)
            case .int8: (4, 1)
            case .int4: (32, 1)
            }
        let segmentLength = (inner + step - 1) / step * step
        let segments = isConvolution ? 3 : 1
        let rowsPerLine = isConvolution ? 5 : rows
        let rowStride = isConvolution ? segmentLength / 3 / step * step + step : segmentLength + 4 * step
        let lines = (rows + rowsPerLine - 1) / rowsPerLine
        let lineStride = isConvolution ? (rowsPerLine + 2) * rowStride + segmentLength : 0
        let count = isConvolution ? (lines + 3) * lineStride + segmentLength : rows * rowStride + segmentLength
        length = segments * segmentLength
        let blocks = (length + 31) / 32
        let panels = (outputs + 15) / 16

        switch precision {
        case .float32:
            values = Self.bytes(random.floats(count))
            weights = Self.bytes(random.floats(panels * length * 16))
        case .bfloat16:
            values = Self.bytes(Self.bfloat16(random.floats(count)))
            weights = Self.bytes(Self.bfloat16(random.floats(panels * length * 16)))
        case .int8, .int4:
            values = (0..<count).map { _ in UInt8(bitPattern: Int8.random(in: -127...127, using: &random)) }
            let weightBytes = panels * (precision == .int8 ? length * 16 : blocks * 256)
            weights = (0..<weightBytes).map { _ in UInt8.random(in: precision == .int8 ? 1...255 : 0...255, using: &random) }
        }
        weightScales =
            precision == .int4
            ? Self.bytes((0..<panels * blocks * 16).map { _ in Float16(Float.random(in: -0.02..<0.02, using: &random)) })
            : Self.bytes(random.floats(panels * 16).map { $0 * 0.02 })
        rowScales = random.floats(rows).map { 0.01 * (1.5 + $0) }
        var sums = [Int32](repeating: 0, count: rows * blocks)
        if elementBytes == 1 {
            for row in 0..<rows {
                for input in 0..<length {
                    let place = row / rowsPerLine * lineStride + row % rowsPerLine * rowStride
                        + input / segmentLength * lineStride + input % segmentLength
                    sums[row * blocks + input / 32] += Int32(Int8(bitPattern: values[place]))
                }
            }
        }
        blockSums = sums
        operand = LubokOperand(
            values: nil, rows_per_line: rowsPerLine, row_stride: rowStride, line_stride: lineStride, segments: segments,
            segment_length: segmentLength, segment_stride: lineStride, scales: nil, block_sums: nil)
        stride = outputs + 3
        bias = hasBias ? random.floats(outputs) : nil
        before = random.floats(rows * stride)
        self.precision = precision
        self.rows = rows
        self.outputs = outputs
        self.activation = activation
        self.accumulates = accumulates
        self.isRounded = isRounded
    }

    /// All of the output's memory, what lies between its rows included, computed in two parts.
    func result(of kernels: LubokKernels) -> [Float] {
        guard isRounded else {
            var output = before
            output.withUnsafeMutableBufferPointer { multiply(by: kernels, into: $0.baseAddress!, rounded: nil) }
            return output
        }
        var output = Self.bfloat16(before)
        output.withUnsafeMutableBufferPointer { multiply(by: kernels, into: nil, rounded: $0.baseAddress!) }
        return output.map { Float(bitPattern: UInt32($0) << 16) }
    }

    private func multiply(by kernels: LubokKernels, into output: UnsafeMutablePointer<Float>?, rounded: UnsafeMutablePointer<UInt16>?) {
        values.withUnsafeBytes { values in
            weights.withUnsafeBytes { weights in
                weightScales.withUnsafeBytes { weightScales in
                    rowScales.withUnsafeBufferPointer { rowScales in
                        blockSums.withUnsafeBufferPointer { blockSums in
                            (bias ?? []).withUnsafeBufferPointer { bias in
                                var operand = operand
                                operand.values = values.baseAddress
                                operand.scales = rowScales.baseAddress
                                operand.block_sums = blockSums.baseAddress
                                var panels = LubokPanels(
                                    values: weights.baseAddress, scales: weightScales.baseAddress, count: (outputs + 15) / 16)
                                for part in [0..<rows / 3, rows / 3..<rows] where !part.isEmpty {
                                    let offset = part.lowerBound * stride
                                    var result = LubokResult(
                                        output: output.map { $0 + offset }, rounded: rounded.map { $0 + offset }, stride: stride,
                                        outputs: outputs, bias: self.bias == nil ? nil : bias.baseAddress, activation: activation,
                                        accumulates: accumulates)
                                    withUnsafePointer(to: kernels) { precision.kernel.product(in: $0) }(
                                        &operand, part.lowerBound, part.count, &panels, &result)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static func bytes<Element>(_ elements: [Element]) -> [UInt8] { elements.withUnsafeBytes { Array($0) } }

    private static func bfloat16(_ values: [Float]) -> [UInt16] { values.map { UInt16($0.bitPattern >> 16) } }
}

import CKernels

/// Weights in single precision, packed into panels of 16 outputs: `[panels][inputs][16]`, the last panel padded with zeros.
public struct Float32WeightMatrix: WeightMatrix {
    public let outputs: Int
    public let inputs: Int
    private let panels: Tensor

    private static let panelWidth = Int(LUBOK_PANEL_WIDTH)
    /// Below this many multiplications a product is over before another thread has woken.
    private static let smallestSharedProduct = 1 << 15
    /// Panels that a thread takes at a time: enough for the widest tile of any tier.
    private static let panelsPerTask = 8

    public var byteCount: Int { panels.count * MemoryLayout<Float>.stride }

    /// - Parameter weights: `[outputs, inputs]`.
    public init(_ weights: Tensor) {
        precondition(weights.shape.count == 2, "weights of the shape \(weights.shape)")
        let (outputs, inputs) = (weights.shape[0], weights.shape[1])
        let width = Self.panelWidth
        let panelCount = (outputs + width - 1) / width
        self.outputs = outputs
        self.inputs = inputs
        panels = Tensor(shape: [panelCount, inputs, width]) { target in
            target.initialize(repeating: 0)
            weights.withUnsafeBufferPointer { source in
                for output in 0..<outputs {
                    var place = (output / width) * inputs * width + output % width
                    for input in 0..<inputs {
                        target[place] = source[output * inputs + input]
                        place += width
                    }
                }
            }
        }
    }

    public func multiply(_ input: Tensor, rows: Int, bias: Tensor?, into output: inout Tensor, on pool: ComputePool) {
        precondition(input.count >= rows * inputs, "\(input.shape) for \(rows) rows of \(inputs)")
        precondition(output.count >= rows * outputs, "\(output.shape) for \(rows) rows of \(outputs)")
        precondition(bias == nil || bias!.count == outputs, "a bias of \(bias!.count) for \(outputs) outputs")
        let width = Self.panelWidth
        let panelCount = panels.shape[0]
        let small = rows * inputs * outputs < Self.smallestSharedProduct
        let tasksOf = small ? panelCount : Self.panelsPerTask
        output.withUnsafeMutableBufferPointer { output in
            input.withUnsafeBufferPointer { input in
                panels.withUnsafeBufferPointer { panels in
                    Self.withPointer(to: bias) { bias in
                        pool.parallel(panelCount, inRangesOf: max(tasksOf, 1)) { range in
                            let first = range.lowerBound * width
                            Kernels.active.pointee.linear(
                                input.baseAddress!, inputs, rows,
                                panels.baseAddress! + range.lowerBound * inputs * width, inputs, range.count,
                                bias.map { $0 + first }, output.baseAddress! + first, outputs,
                                min(range.count * width, outputs - first))
                        }
                    }
                }
            }
        }
    }

    private static func withPointer(to bias: Tensor?, _ body: (UnsafePointer<Float>?) -> Void) {
        guard let bias else { return body(nil) }
        bias.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

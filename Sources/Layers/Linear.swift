import Checkpoints
import Tensors

/// y = x Wᵀ + b.
public struct Linear: Sendable {
    public let inputs: Int
    public let outputs: Int
    private let weight: WeightMatrix
    private let bias: Tensor?

    /// Reads `weight` `[outputs, inputs]` and, where there is one, `bias` `[outputs]` from a scope.
    public init(
        _ weights: Weights, inputs: Int, outputs: Int, bias: Bool = true, precision: Precision = .float32
    ) throws(CheckpointError) {
        self.init(
            matrix: try weights.matrix(MatrixEntry("weight", outputs: outputs, inputs: inputs), precision: precision),
            bias: bias ? try weights.tensor("bias", shape: [outputs]) : nil)
    }

    /// - Parameters:
    ///   - weight: `[outputs, inputs]`.
    ///   - bias: `[outputs]`, or nil for none.
    public init(weight: Tensor, bias: Tensor?, precision: Precision = .float32) {
        self.init(matrix: WeightMatrix(weight, precision: precision), bias: bias)
    }

    /// - Parameter bias: as many as the matrix has outputs, or nil for none.
    public init(matrix: WeightMatrix, bias: Tensor?) {
        outputs = matrix.outputs
        inputs = matrix.inputs
        weight = matrix
        self.bias = bias
    }

    /// Memory that one pass over the weights reads.
    public var byteCount: Int { weight.byteCount }

    /// The first `rows` rows of `input` `[≥ rows, inputs]` into those of `output` `[≥ rows, outputs]`.
    ///
    /// - Parameters:
    ///   - activation: applied to the result; nil for none.
    ///   - accumulates: whether the result is added to what stands in `output`, as a residual, instead of replacing it.
    public func apply(
        _ input: Tensor, rows: Int, activation: Activation? = nil, accumulates: Bool = false, into output: inout Tensor,
        on pool: ComputePool
    ) {
        weight.multiply(
            input, rows: rows, bias: bias, activation: activation, accumulates: accumulates, into: &output, on: pool)
    }

    /// The same between rows in the precision of the weights.
    package func apply(
        _ input: borrowing OperandRows, rows: Int, activation: Activation? = nil, into output: inout OperandRows, on pool: ComputePool
    ) {
        weight.multiply(input, rows: rows, bias: bias, activation: activation, into: &output, on: pool)
    }

    /// Adds what becomes of rows in the precision of the weights to those of `sum` `[≥ rows, outputs]`.
    package func add(_ input: borrowing OperandRows, rows: Int, to sum: inout Tensor, on pool: ComputePool) {
        weight.multiply(input, rows: rows, bias: bias, addingTo: &sum, on: pool)
    }

    /// `[rows, inputs]` to a new `[rows, outputs]`.
    public func callAsFunction(_ input: Tensor, on pool: ComputePool) -> Tensor {
        let rows = input.count / inputs
        var output = Tensor(shape: [rows, outputs])
        apply(input, rows: rows, into: &output, on: pool)
        return output
    }
}

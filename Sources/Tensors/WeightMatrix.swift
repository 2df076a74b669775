/// The frozen weights of a product, in whatever precision and order its kernels read them.
///
/// A row of the result is the same bits whichever rows are computed beside it and on however many threads.
public protocol WeightMatrix: Sendable {
    /// Columns of the product.
    var outputs: Int { get }
    /// The inner dimension.
    var inputs: Int { get }
    /// Memory that one pass over the weights reads.
    var byteCount: Int { get }

    /// output[r, o] = bias[o] + Σᵢ input[r, i] · weight[o, i] for the first `rows` rows.
    ///
    /// - Parameters:
    ///   - input: `[≥ rows, inputs]`.
    ///   - bias: `[outputs]`, or nil for none.
    ///   - output: `[≥ rows, outputs]`.
    func multiply(_ input: Tensor, rows: Int, bias: Tensor?, into output: inout Tensor, on pool: ComputePool)
}

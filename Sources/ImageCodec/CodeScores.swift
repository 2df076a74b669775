import Layers
import Tensors

/// A linear score of every code at every cell of a latent picture: score[cell, code] = bias[code] + Σ weight[code, d] · latent[cell, d].
///
/// Every sum runs in the same order, so that equal codes have equal scores and a tie is a tie.
struct CodeScores: Sendable {
    private let linear: Linear

    /// Cells whose scores are in memory at once.
    private static let tile = 32

    /// - Parameters:
    ///   - weight: `[codes, dimension]`.
    ///   - bias: `[codes]`.
    init(weight: Tensor, bias: Tensor) {
        linear = Linear(weight: weight, bias: bias)
    }

    /// The code of the highest score at each cell of `[rows, columns, dimension]`; the lowest of several equal ones.
    func best(_ latents: Tensor, on pool: ComputePool) -> [Int32] {
        var codes: [Int32] = []
        forEachTile(of: latents, on: pool) { scores in
            for cell in stride(from: 0, to: scores.count, by: linear.outputs) {
                var best = 0
                for code in 0..<linear.outputs where scores[cell + code] > scores[cell + best] { best = code }
                codes.append(Int32(best))
            }
        }
        return codes
    }

    /// All scores: `[rows, columns, dimension]` to `[rows, columns, codes]`.
    func all(_ latents: Tensor, on pool: ComputePool) -> Tensor {
        Tensor(shape: latents.shape.dropLast() + [linear.outputs]) { result in
            var filled = 0
            forEachTile(of: latents, on: pool) { scores in
                _ = result.extracting(filled..<filled + scores.count).initialize(from: scores)
                filled += scores.count
            }
        }
    }

    /// Calls `body` with the scores `[cells, codes]` of some cells at a time, in raster order.
    private func forEachTile(of latents: Tensor, on pool: ComputePool, _ body: (UnsafeBufferPointer<Float>) -> Void) {
        precondition(latents.shape.count == 3 && latents.shape[2] == linear.inputs, "\(latents.shape) for \(linear.inputs) channels")
        let vectors = latents.reshaped([latents.shape[0] * latents.shape[1], linear.inputs])
        for first in stride(from: 0, to: vectors.shape[0], by: Self.tile) {
            let tile = vectors.rows(first..<min(first + Self.tile, vectors.shape[0]))
            linear(tile, on: pool).withUnsafeBufferPointer(body)
        }
    }
}

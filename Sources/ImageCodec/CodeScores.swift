import Layers
import Tensors

/// A linear score of every code at every cell of a latent picture: score[cell, code] = bias[code] + Σ weight[code, d] · latent[d, cell].
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

    /// The code of the highest score at each cell of `[dimension, rows, columns]`; the lowest of several equal ones.
    func best(_ latents: Tensor, on pool: ComputePool) -> [Int32] {
        var codes: [Int32] = []
        forEachCell(latents, on: pool) { _, scores in
            var best = 0
            for code in scores.indices where scores[code] > scores[best] { best = code }
            codes.append(Int32(best))
        }
        return codes
    }

    /// All scores: `[dimension, rows, columns]` to `[codes, rows, columns]`.
    func all(_ latents: Tensor, on pool: ComputePool) -> Tensor {
        let cells = latents.count / linear.inputs
        return Tensor(shape: [linear.outputs] + latents.shape.dropFirst()) { result in
            forEachCell(latents, on: pool) { cell, scores in
                for code in scores.indices { result[code * cells + cell] = scores[code] }
            }
        }
    }

    /// Calls `body` with every cell in raster order and the scores of all codes there.
    private func forEachCell(_ latents: Tensor, on pool: ComputePool, _ body: (_ cell: Int, _ scores: UnsafeBufferPointer<Float>) -> Void) {
        precondition(latents.shape.count == 3 && latents.shape[0] == linear.inputs, "\(latents.shape) for \(linear.inputs) channels")
        let cells = latents.shape[1] * latents.shape[2]
        var vectors = Tensor(shape: [Self.tile, linear.inputs])
        var scores = Tensor(shape: [Self.tile, linear.outputs])
        for first in stride(from: 0, to: cells, by: Self.tile) {
            let count = min(Self.tile, cells - first)
            vectors.withUnsafeMutableBufferPointer { vectors in
                latents.withUnsafeBufferPointer { latents in
                    for row in 0..<count {
                        for channel in 0..<linear.inputs {
                            vectors[row * linear.inputs + channel] = latents[channel * cells + first + row]
                        }
                    }
                }
            }
            linear.apply(vectors, rows: count, into: &scores, on: pool)
            scores.withUnsafeBufferPointer { scores in
                for row in 0..<count {
                    body(first + row, scores.extracting(row * linear.outputs..<(row + 1) * linear.outputs))
                }
            }
        }
    }
}

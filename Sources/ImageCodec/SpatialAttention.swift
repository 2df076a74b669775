import CKernels
import Tensors

/// Scaled dot-product attention between the places of a picture.
///
/// The matrix of scores is never whole in memory: it has as many entries as the square of the number of pixels. Each tile holds the scores
/// of some queries. A tile's size follows from the picture's size alone, so the result does not depend on the number of threads.
package enum SpatialAttention {
    /// Scores in a tile: 4 MiB, about what a core's cache holds.
    private static let tileScores = 1 << 20
    private static let queriesPerTile = 16...128

    /// - Parameters:
    ///   - queries: `[channels, height, width]`; keys and values have the same shape.
    /// - Returns: `[channels, height, width]`.
    package static func attend(queries: Tensor, keys: Tensor, values: Tensor, on pool: ComputePool) -> Tensor {
        let positions = max(queries.count / queries.shape[0], 1)
        let fitting = min(max(tileScores / positions, queriesPerTile.lowerBound), queriesPerTile.upperBound)
        return attend(queries: queries, keys: keys, values: values, queriesPerTile: fitting, on: pool)
    }

    /// The same with tiles of a given size.
    package static func attend(
        queries: Tensor, keys: Tensor, values: Tensor, queriesPerTile: Int, on pool: ComputePool
    ) -> Tensor {
        precondition(queries.shape == keys.shape && queries.shape == values.shape, "\(queries.shape), \(keys.shape), \(values.shape)")
        let channels = queries.shape[0]
        let positions = queries.count / channels
        let scale = 1 / Float(channels).squareRoot()
        return Tensor(shape: queries.shape) { output in
            queries.withUnsafeBufferPointer { queries in
                keys.withUnsafeBufferPointer { keys in
                    values.withUnsafeBufferPointer { values in
                        pool.parallel(positions, inRangesOf: queriesPerTile) { tile in
                            withUnsafeTemporaryAllocation(of: Float.self, capacity: tile.count * positions) { scores in
                                // scores[tile, positions] = softmax(scale · queriesᵀ keys)
                                MatrixProduct.multiply(
                                    m: tile.count, n: positions, k: channels, alpha: scale,
                                    a: queries.baseAddress! + tile.lowerBound, .transposed, aStride: positions,
                                    b: keys.baseAddress!, bStride: positions, c: scores.baseAddress!, cStride: positions)
                                for row in 0..<tile.count {
                                    Kernels.active.pointee.softmax(scores.baseAddress! + row * positions, positions)
                                }
                                // output[channels, tile] = values scoresᵀ
                                MatrixProduct.multiply(
                                    m: channels, n: tile.count, k: positions,
                                    a: values.baseAddress!, aStride: positions,
                                    b: scores.baseAddress!, .transposed, bStride: positions,
                                    c: output.baseAddress! + tile.lowerBound, cStride: positions)
                            }
                        }
                    }
                }
            }
        }
    }
}

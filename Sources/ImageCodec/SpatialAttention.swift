import CKernels
import Layers
import Tensors

/// Scaled dot-product attention between the places of a picture.
///
/// The matrix of scores is never whole in memory: it has as many entries as the square of the number of pixels. Each tile holds the scores
/// of some queries. A tile's size follows from the picture's size alone, so the result does not depend on the number of threads.
package enum SpatialAttention {
    /// Scores in a tile: 1 MiB, about what a core's cache holds.
    private static let tileScores = 1 << 18
    private static let queriesPerTile = 16...128

    /// - Parameter projected: `[pictures, height, width, 3 · channels]`: of each place the query, the key, the value.
    /// - Returns: `[pictures, height, width, channels]`.
    package static func attend(_ projected: FeatureMap, in workspace: Workspace) -> FeatureMap {
        let fitting = min(max(tileScores / max(projected.area, 1), queriesPerTile.lowerBound), queriesPerTile.upperBound)
        return attend(projected, queriesPerTile: fitting, in: workspace)
    }

    /// The same with tiles of a given size.
    package static func attend(_ projected: FeatureMap, queriesPerTile: Int, in workspace: Workspace) -> FeatureMap {
        precondition(projected.channels % 3 == 0, "\(projected.channels) channels of queries, keys and values")
        let (channels, positions) = (projected.channels / 3, projected.area)
        let scale = 1 / Float(channels).squareRoot()
        let tiles = (positions + queriesPerTile - 1) / queriesPerTile
        return FeatureMap(
            pictures: projected.pictures, height: projected.height, width: projected.width, channels: channels, in: workspace
        ) { output in
            projected.withUnsafeBufferPointer { projected in
                workspace.pool.parallel(tiles * (output.count / max(positions * channels, 1))) { task in
                    let first = task % tiles * queriesPerTile
                    let count = min(queriesPerTile, positions - first)
                    let queries = projected.baseAddress! + task / tiles * positions * 3 * channels
                    let (keys, values) = (queries + channels, queries + 2 * channels)
                    workspace.withScratch(of: Float.self, count: count * positions) { scores in
                        // scores[count, positions] = softmax(scale · queries keysᵀ)
                        MatrixProduct.multiply(
                            m: count, n: positions, k: channels, alpha: scale,
                            a: queries + first * 3 * channels, aStride: 3 * channels, b: keys, .transposed, bStride: 3 * channels,
                            c: scores, cStride: positions)
                        for row in 0..<count { Kernels.active.pointee.softmax(scores + row * positions, positions) }
                        // output[count, channels] = scores values
                        MatrixProduct.multiply(
                            m: count, n: channels, k: positions, a: scores, aStride: positions, b: values, bStride: 3 * channels,
                            c: output.baseAddress! + (task / tiles * positions + first) * channels, cStride: channels)
                    }
                }
            }
        }
    }
}

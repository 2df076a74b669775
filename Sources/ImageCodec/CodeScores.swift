import Tensors

/// A linear score of every code at every place of a latent picture: score[c, p] = bias[c] + Σ weight[c, d] · latent[d, p].
struct CodeScores: Sendable {
    /// `[codes, dimension]`
    private let weight: Tensor
    /// `[codes]`
    private let bias: Tensor

    /// Places in a tile. Fixed, so that the result does not depend on the number of threads.
    private static let tile = 64

    /// - Parameters:
    ///   - weight: `[codes, dimension]`.
    ///   - bias: `[codes]`.
    init(weight: Tensor, bias: Tensor) {
        precondition(weight.shape.count == 2 && bias.count == weight.shape[0], "\(weight.shape) and \(bias.shape)")
        self.weight = weight
        self.bias = bias
    }

    /// The code of the highest score at each place of `[dimension, rows, columns]`; the lowest of several equal ones.
    func best(_ latents: Tensor, on pool: ComputePool) -> [Int32] {
        let codes = weight.shape[0]
        let positions = positions(of: latents)
        return [Int32](unsafeUninitializedCapacity: positions) { result, count in
            latents.withUnsafeBufferPointer { latents in
                pool.parallel(positions, inRangesOf: Self.tile) { tile in
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: codes * tile.count) { scores in
                        compute(latents, positions: positions, tile: tile, into: scores.baseAddress!, stride: tile.count)
                        let best = result.extracting(tile)
                        best.initialize(repeating: 0)
                        // The scores of code 0 become the highest so far.
                        for code in 1..<max(codes, 1) {
                            let row = scores.baseAddress! + code * tile.count
                            for place in 0..<tile.count where row[place] > scores[place] {
                                scores[place] = row[place]
                                best[place] = Int32(code)
                            }
                        }
                    }
                }
            }
            count = positions
        }
    }

    /// All scores: `[dimension, rows, columns]` to `[codes, rows, columns]`.
    func all(_ latents: Tensor, on pool: ComputePool) -> Tensor {
        let positions = positions(of: latents)
        return Tensor(shape: [weight.shape[0]] + latents.shape.dropFirst()) { scores in
            latents.withUnsafeBufferPointer { latents in
                pool.parallel(positions, inRangesOf: Self.tile) { tile in
                    compute(
                        latents, positions: positions, tile: tile, into: scores.baseAddress! + tile.lowerBound, stride: positions)
                }
            }
        }
    }

    private func positions(of latents: Tensor) -> Int {
        precondition(latents.shape.count == 3 && latents.shape[0] == weight.shape[1], "\(latents.shape) for \(weight.shape)")
        return latents.shape[1] * latents.shape[2]
    }

    /// The scores `[codes, tile.count]` of one tile, `stride` floats from row to row.
    private func compute(
        _ latents: UnsafeBufferPointer<Float>, positions: Int, tile: Range<Int>, into scores: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let (codes, dimension) = (weight.shape[0], weight.shape[1])
        bias.withUnsafeBufferPointer { bias in
            for code in 0..<codes { (scores + code * stride).initialize(repeating: bias[code], count: tile.count) }
        }
        weight.withUnsafeBufferPointer { weight in
            MatrixProduct.multiply(
                m: codes, n: tile.count, k: dimension, a: weight.baseAddress!, aStride: dimension,
                b: latents.baseAddress! + tile.lowerBound, bStride: positions, beta: 1, c: scores, cStride: stride)
        }
    }
}

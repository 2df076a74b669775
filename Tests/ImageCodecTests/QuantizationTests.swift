import Checkpoints
import ImageCodec
import TestSupport
import Tensors
import Testing

@Suite struct QuantizationTests {
    /// Against distances summed in double precision, over more cells than a tile holds.
    @Test func nearestVectorIsNearest() throws {
        let config = try tinyConfig(.nearest)
        let checkpoint = RandomCheckpoint(config)
        let codebook = try #require(checkpoint.tensors["quantize.embedding.weight"]).values
        let latents = randomTensor([11, 13, 32], seed: 4)
        let grid = try checkpoint.codec(config).encode(latents: latents)
        for cell in 0..<143 {
            let distances = (0..<config.codes).map { code in
                (0..<32).reduce(0.0) { sum, channel in
                    let difference = Double(codebook[code * 32 + channel]) - Double(latents[cell * 32 + channel])
                    return sum + difference * difference
                }
            }
            let least = try #require(distances.min())
            #expect(distances[Int(grid.codes[cell])] <= least + 1e-5)
        }
    }

    @Test func largestLogitWins() throws {
        let config = try tinyConfig(.gumbel)
        let checkpoint = RandomCheckpoint(config)
        let weight = try #require(checkpoint.tensors["quantize.proj.weight"]).values
        let bias = try #require(checkpoint.tensors["quantize.proj.bias"]).values
        let latents = randomTensor([9, 10, 32], seed: 5)
        let codec = try checkpoint.codec(config)
        let grid = try codec.encode(latents: latents)
        let scores = codec.codeScores(latents: latents)
        #expect(scores.shape == [9, 10, 50])
        for cell in 0..<90 {
            let logits = (0..<50).map { code in
                (0..<32).reduce(Double(bias[code])) { $0 + Double(weight[code * 32 + $1]) * Double(latents[cell * 32 + $1]) }
            }
            let greatest = try #require(logits.max())
            #expect(logits[Int(grid.codes[cell])] >= greatest - 1e-5)
            #expect((0..<50).allSatisfy { abs(Double(scores[cell * 50 + $0]) - logits[$0]) < 1e-5 })
        }
    }

    /// Equal vectors are equally near: the first of them is taken.
    @Test func tiesGoToTheLowestCode() throws {
        let config = try tinyConfig(.nearest)
        var tensors = RandomCheckpoint(config).tensors
        let vector = randomTensor([32], seed: 6).values
        let far = [Float](repeating: 9, count: 32)
        tensors["quantize.embedding.weight"] = Tensor(
            shape: [50, 32], values: (0..<50).flatMap { $0 == 0 || $0 == 30 ? far : vector })
        let codec = try VQGAN(weights: Weights(MemoryCheckpoint(tensors)), config: config)
        let grid = try codec.encode(latents: Tensor(shape: [1, 1, 32], values: vector))
        #expect(grid.codes == [1])
    }
}

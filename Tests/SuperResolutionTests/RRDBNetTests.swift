import Checkpoints
import Foundation
import Layers
import SuperResolution
import TestSupport
import Tensors
import Testing

@Suite struct RRDBNetTests {
    /// Channels that fill no vector, and in 16 bits no lane.
    private static func tiny(scale: Int) throws -> RRDBNetConfig {
        try RRDBNetConfig(scale: scale, features: 5, blocks: 2, growth: 3)
    }

    private func run(_ net: RRDBNet, _ picture: Tensor, threads: Int = 1) throws -> Tensor {
        let workspace = Workspace(pool: ComputePool(threads: threads))
        return try net(FeatureMap(picture, in: workspace), in: workspace).tensor
    }

    private static func picture(height: Int, width: Int) -> Tensor {
        var generator = SeededGenerator(seed: 9)
        return Tensor(shape: [1, height, width, 3], values: generator.floats(height * width * 3).map { (value: Float) -> Float in (value + 1) / 2 })
    }

    @Test(arguments: RRDBNetConfig.scales, [[2, 2], [6, 10], [8, 6]]) func matchesTheDefinition(scale: Int, size: [Int]) throws {
        // Only the unshuffling of x2 asks for even sides.
        let (height, width) = scale == 2 ? (size[0], size[1]) : (size[0] - 1, size[1] - 1)
        let random = RandomNet(try Self.tiny(scale: scale))
        let picture = Self.picture(height: height, width: width)
        var planes = RandomNet.Planes(height: height, width: width, values: [[], [], []])
        for index in 0..<picture.count { planes.values[index % 3].append(Double(picture[index])) }
        let expected = random.upscaled(planes)

        let output = try run(random.net(), picture)
        #expect(output.shape == [1, height * scale, width * scale, 3])
        let rounded = try run(random.net(precision: .bfloat16), picture)
        var largest = (float32: 0.0, bfloat16: 0.0)
        for index in 0..<output.count {
            let truth = expected.values[index % 3][index / 3]
            largest.float32 = max(largest.float32, abs(Double(output[index]) - truth))
            largest.bfloat16 = max(largest.bfloat16, abs(Double(rounded[index]) - truth))
        }
        #expect(largest.float32 < 1e-5)
        #expect(largest.bfloat16 < 0.02 && largest.bfloat16 > largest.float32)
        for threads in [2, 5] { #expect(try run(random.net(), picture, threads: threads).values == output.values) }
    }

    /// The head makes a wide picture in lower bands than a narrow one. Their pixels are the same where the net does not look beyond the
    /// narrow one's edge: it looks 19 columns far.
    @Test func bandsOfTheHeadLeaveNoSeams() throws {
        let net = try RandomNet(RRDBNetConfig(scale: 8, features: 16, blocks: 1, growth: 2)).net()
        let (height, wide, narrow, seen) = (60, 300, 150, 150 - 19)
        let picture = Self.picture(height: height, width: wide)
        var left: [Float] = []
        for line in 0..<height { left += picture.values[line * wide * 3..<(line * wide + narrow) * 3] }
        let whole = try run(net, picture, threads: 2).values
        let part = try run(net, Tensor(shape: [1, height, narrow, 3], values: left), threads: 2).values
        for line in 0..<8 * height {
            let (first, second) = (line * 8 * wide * 3, line * 8 * narrow * 3)
            #expect(whole[first..<first + 8 * seen * 3] == part[second..<second + 8 * seen * 3], "line \(line)")
        }
    }

    @Test func recognizesItsOwnWeights() throws {
        for scale in RRDBNetConfig.scales {
            let random = RandomNet(try Self.tiny(scale: scale))
            for prefix in ["", "params.", "params_ema."] {
                // The averaged weights are taken where the others lie beside them.
                var tensors: [String: Tensor] = [:]
                for (key, tensor) in random.tensors { tensors[prefix + key] = tensor }
                if prefix == "params_ema." { tensors["params.conv_first.weight"] = Tensor(shape: [1]) }
                let checkpoint = MemoryCheckpoint(tensors)
                let weights = Weights(checkpoint, renaming: RRDBNet.keyRules(for: checkpoint.keys))
                #expect(try RRDBNetConfig(shapesOf: weights) == random.config)
                _ = try RRDBNet(weights: weights, config: random.config)
                #expect(weights.unread().isEmpty)
            }
        }
    }

    @Test func refusesOtherWeights() throws {
        let random = RandomNet(try Self.tiny(scale: 4))
        func weights(changing key: String, to tensor: Tensor?) -> Weights {
            var tensors = random.tensors
            tensors[key] = tensor
            return Weights(MemoryCheckpoint(tensors))
        }
        for key in random.tensors.keys.sorted() {
            let missing = weights(changing: key, to: nil)
            #expect { try RRDBNet(weights: missing, config: random.config) } throws: { error in
                if case CheckpointError.missingKey(_, key, _) = error { true } else { false }
            }
            let misshapen = weights(changing: key, to: Tensor(shape: [2, 2]))
            #expect { try RRDBNet(weights: misshapen, config: random.config) } throws: { error in
                if case CheckpointError.shapeMismatch(_, key, _, [2, 2]) = error { true } else { false }
            }
        }
        let wrong: [(key: String, shape: [Int])] = [
            ("conv_first.weight", [5, 3]), ("conv_first.weight", [5, 48, 3, 3]), ("conv_first.weight", [0, 3, 3, 3]),
            ("body.0.rdb1.conv1.weight", []), ("body.0.rdb1.conv1.weight", [0, 5, 3, 3]),
        ]
        for (key, shape) in wrong {
            let weights = weights(changing: key, to: Tensor(shape: shape))
            #expect(throws: SuperResolutionError.self, "\(key) \(shape)") { try RRDBNetConfig(shapesOf: weights) }
        }
        #expect(throws: CheckpointError.self) { try RRDBNetConfig(shapesOf: Weights(MemoryCheckpoint([:]))) }
    }

    @Test func configurationsThatNoNetHas() {
        let shapes: [[Int]] = [[3, 8, 1, 8], [2, 0, 1, 8], [2, 8, -1, 8], [2, 8, 1, .max]]
        for shape in shapes {
            let (scale, features, blocks, growth) = (shape[0], shape[1], shape[2], shape[3])
            #expect(throws: SuperResolutionError.self) {
                try RRDBNetConfig(scale: scale, features: features, blocks: blocks, growth: growth)
            }
            let json = #"{"scale": \#(scale), "features": \#(features), "blocks": \#(blocks), "growth": \#(growth)}"#
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(RRDBNetConfig.self, from: Data(json.utf8)) }
        }
    }

    @Test func asksForWholeSquares() throws {
        let net = try RandomNet(Self.tiny(scale: 2)).net()
        #expect(throws: SuperResolutionError.pictureSizeNotMultiple(width: 4, height: 3, multiple: 2)) {
            try run(net, Self.picture(height: 3, width: 4))
        }
    }
}

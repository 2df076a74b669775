import Checkpoints
import ImageCodec
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct VQGANTests {
    @Test(arguments: [VQGANConfig.Quantizer.nearest, .gumbel], [0, 1, 2])
    func readsEveryWeightAndNoOther(quantizer: VQGANConfig.Quantizer, waveletLevels: Int) throws {
        let config = try tinyConfig(quantizer, waveletLevels: waveletLevels, decoderBlocks: [1, 2 + waveletLevels])
        let weights = Weights(MemoryCheckpoint(RandomCheckpoint(config).tensors))
        _ = try VQGAN(weights: weights, config: config)
        #expect(weights.unread().isEmpty)
    }

    @Test(arguments: [0, 1, 2], [[5, 3], [1, 1], [2, 9]])
    func paintsGridsOfAnyShape(waveletLevels: Int, size: [Int]) throws {
        let config = try tinyConfig(.gumbel, waveletLevels: waveletLevels)
        let codec = try RandomCheckpoint(config).codec(config)
        let codes = (0..<size[0] * size[1]).map { Int32($0 * 7 % config.codes) }
        let picture = try codec.decode(CodeGrid(width: size[0], height: size[1], codes: codes))
        #expect(picture.shape == [3, size[1] * config.pixelsPerCode, size[0] * config.pixelsPerCode])
        #expect(picture.values.allSatisfy { (0...1).contains($0) })
    }

    @Test func clampsAndShiftsWhatItPaints() throws {
        let config = try tinyConfig(.nearest)
        let codec = try RandomCheckpoint(config).codec(config)
        let grid = try CodeGrid(width: 3, height: 2, codes: [0, 1, 2, 49, 48, 47])
        let raw = try codec.decodeUnclamped([grid], in: Workspace(pool: .shared))[0].values
        let picture = try codec.decode(grid).values
        #expect(raw.contains { abs($0) > 1 } && raw.contains { abs($0) < 1 })
        #expect(zip(raw, picture).allSatisfy { (min(max($0, -1), 1) + 1) / 2 == $1 })
    }

    @Test(arguments: [VQGANConfig.Quantizer.nearest, .gumbel])
    func encodesPicturesThatAreNotSquare(quantizer: VQGANConfig.Quantizer) throws {
        let config = try tinyConfig(quantizer)
        let codec = try RandomCheckpoint(config).codec(config)
        let signed = randomTensor([3, 6, 14], seed: 3)
        let unsigned = Tensor(shape: signed.shape, values: signed.values.map { ($0 + 1) / 2 })
        let grid = try codec.encode(picture: unsigned)
        #expect(grid.width == 7 && grid.height == 3)
        let latents = try codec.latents(ofSigned: Tensor(shape: signed.shape, values: unsigned.values.map { 2 * $0 - 1 }))
        #expect(try grid == codec.encode(latents: latents))
    }

    @Test(arguments: [2, 5], Precision.allCases)
    func threadsChangeNothing(threads: Int, precision: Precision) throws {
        let config = try tinyConfig(.gumbel)
        let codec = try RandomCheckpoint(config).codec(config, precision: precision)
        let one = ComputePool(threads: 1)
        let several = ComputePool(threads: threads)
        let picture = randomTensor([3, 38, 46], seed: 8)
        let latents = try codec.latents(ofSigned: picture, on: one)
        #expect(try codec.latents(ofSigned: picture, on: several).values == latents.values)
        let grid = try codec.encode(latents: latents, on: one)
        #expect(try codec.encode(latents: latents, on: several) == grid)
        #expect(try codec.decode(grid, on: several).values == codec.decode(grid, on: one).values)
    }

    /// Grids of several sizes, more than are decoded together.
    @Test(arguments: Precision.allCases)
    func companyChangesNothing(precision: Precision) throws {
        let config = try tinyConfig(.nearest, waveletLevels: 1)
        let codec = try RandomCheckpoint(config).codec(config, precision: precision)
        let sizes = [(5, 3), (5, 3), (3, 5), (4, 4), (4, 4), (4, 4), (5, 3)]
        let grids = try sizes.enumerated().map { index, size in
            try CodeGrid(
                width: size.0, height: size.1, codes: (0..<size.0 * size.1).map { Int32(($0 * 11 + index * 7) % config.codes) })
        }
        let alone = try grids.map { try codec.decode($0).values }
        #expect(try codec.decode(grids).map(\.values) == alone)
    }

    /// What a picture may lose to bfloat16: 2 of 255 at any pixel.
    @Test(arguments: [0, 1, 2])
    func lowerPrecisionIsNotSeen(waveletLevels: Int) throws {
        let config = try tinyConfig(.gumbel, waveletLevels: waveletLevels)
        let checkpoint = RandomCheckpoint(config)
        let grid = try CodeGrid(width: 6, height: 7, codes: (0..<42).map { Int32($0 * 5 % config.codes) })
        let exact = try checkpoint.codec(config).decode(grid).values
        let rounded = try checkpoint.codec(config, precision: .bfloat16).decode(grid).values
        #expect(rounded != exact)
        #expect(largestDifference(rounded, exact) * 255 <= 2)
    }

    /// Which levels have attention is a matter of the weights, not of the picture: at the configured resolution and elsewhere.
    @Test func attentionFollowsTheConfiguredResolution() throws {
        let config = try tinyConfig(.gumbel)
        let checkpoint = RandomCheckpoint(config)
        var changed = checkpoint.tensors
        let key = "decoder.up.1.attn.0.proj_out.bias"
        changed[key] = try Tensor(shape: [64], values: #require(changed[key]).values.map { $0 + 1 })
        let other = try VQGAN(weights: Weights(MemoryCheckpoint(changed)), config: config)
        for side in [4, 8, 13] {
            let grid = try CodeGrid(width: side, height: side, codes: .init(repeating: 4, count: side * side))
            #expect(try checkpoint.codec(config).decode(grid).values != other.decode(grid).values)
        }
    }

    @Test func refusesCodesThatTheCodebookLacks() throws {
        let config = try tinyConfig(.nearest)
        let codec = try RandomCheckpoint(config).codec(config)
        #expect(throws: ImageCodecError.codeOutOfRange(code: 50, index: 1, codebookSize: 50)) {
            try codec.decode(CodeGrid(width: 2, height: 1, codes: [49, 50]))
        }
        #expect(throws: ImageCodecError.codeOutOfRange(code: -1, index: 0, codebookSize: 50)) {
            try codec.decode(CodeGrid(width: 1, height: 1, codes: [-1]))
        }
    }

    @Test func refusesPicturesThatDoNotDivideIntoCells() throws {
        let config = try tinyConfig(.nearest)
        let codec = try RandomCheckpoint(config).codec(config)
        #expect(throws: ImageCodecError.pictureSizeNotMultiple(width: 7, height: 8, multiple: 2)) {
            try codec.encode(picture: Tensor(shape: [3, 8, 7]))
        }
        #expect(throws: ImageCodecError.gridSizeOutOfRange(width: 0, height: 4, maximumCells: CodeGrid.maximumCells)) {
            try codec.encode(picture: Tensor(shape: [3, 8, 0]))
        }
    }

    @Test func weightsOfAnotherShapeAreRefused() throws {
        let config = try tinyConfig(.gumbel)
        let plain = Weights(MemoryCheckpoint(RandomCheckpoint(config).tensors))
        #expect(
            throws: CheckpointError.shapeMismatch(
                file: "memory", key: "decoder.conv_out.weight", expected: [12, 32, 3, 3], found: [3, 32, 3, 3])
        ) {
            try VQGAN(weights: plain, config: config.with(waveletLevels: 1))
        }
    }
}

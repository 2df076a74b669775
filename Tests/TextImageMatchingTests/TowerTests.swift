import Checkpoints
import Images
import Tensors
import TestSupport
import Testing
import TextImageMatching

@Suite("Towers")
struct TowerTests {
    /// Sizes that are no multiple of anything a kernel likes, and pictures with pixels left over.
    private static func awkwardConfig() throws -> CLIPConfig {
        try CLIPConfig(
            embeddingDimension: 7, pictureSide: 23, visionLayers: 2, visionWidth: 74, visionPatch: 5, contextLength: 9,
            vocabulary: 31, textWidth: 21, textHeads: 3, textLayers: 3)
    }

    /// More patches and tokens than the attention takes at a time.
    private static func longConfig() throws -> CLIPConfig {
        try CLIPConfig(
            embeddingDimension: 16, pictureSide: 27, visionLayers: 2, visionWidth: 128, visionPatch: 3, contextLength: 150,
            vocabulary: 40, textWidth: 48, textHeads: 2, textLayers: 2)
    }

    private static func picture(width: Int, height: Int, seed: UInt64) -> Image {
        var generator = SeededGenerator(seed: seed)
        return Image(
            width: width, height: height, pixels: (0..<width * height * 3).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// A text of `count` tokens, the last of them its end, filled up with zeros.
    private static func text(_ count: Int, config: CLIPConfig, seed: UInt64) -> [Int32] {
        var generator = SeededGenerator(seed: seed)
        let words = (1..<count).map { _ in Int32.random(in: 4..<Int32(config.vocabulary), using: &generator) }
        return words + [3] + [Int32](repeating: 0, count: config.contextLength - count)
    }

    @Test("Pictures agree with the paper's formulas", arguments: [awkwardConfig, longConfig])
    func pictures(makeConfig: @Sendable () throws -> CLIPConfig) throws {
        let random = RandomCLIP(try makeConfig())
        let picture = Self.picture(width: 40, height: 33, seed: 5)
        let expected = ReferenceCLIP(config: random.config, tensors: random.tensors)
            .pictureVector(ImagePreprocessor(config: random.config)(picture))
        let found = try random.model().encodePicture(picture, on: .shared)
        #expect(found.shape == [random.config.embeddingDimension])
        #expect(largestToleranceRatio(found.values, expected.map(Float.init), relative: 1e-4, absolute: 1e-4) <= 1)
    }

    @Test("Texts agree with the paper's formulas, whatever stands behind their end", arguments: [awkwardConfig, longConfig])
    func texts(makeConfig: @Sendable () throws -> CLIPConfig) throws {
        let random = RandomCLIP(try makeConfig())
        let length = random.config.contextLength
        let texts = [1, 2, length / 2, length].enumerated().map {
            Self.text($1, config: random.config, seed: UInt64($0))
        }
        let reference = ReferenceCLIP(config: random.config, tensors: random.tensors)
        let found = try random.model().encodeText(ids: texts, on: .shared)
        #expect(found.shape == [4, random.config.embeddingDimension])
        let expected = texts.flatMap { reference.textVector($0).map(Float.init) }
        #expect(largestToleranceRatio(found.values, expected, relative: 1e-4, absolute: 1e-4) <= 1)
    }

    @Test("A token behind the end of a text changes nothing, one before it does")
    func causality() throws {
        let random = RandomCLIP(try Self.awkwardConfig())
        let model = try random.model()
        let text: [Int32] = [2, 9, 17, 3, 0, 0, 0, 0, 0]
        let changedBehind: [Int32] = [2, 9, 17, 3, 22, 3, 8, 30, 1]
        let changedBefore: [Int32] = [2, 9, 18, 3, 0, 0, 0, 0, 0]
        let vectors = try [text, changedBehind, Array(text[...3]), changedBefore].map {
            try model.encodeText(ids: [$0], on: .shared).values
        }
        #expect(vectors[0] == vectors[1])
        #expect(vectors[0] == vectors[2])
        #expect(vectors[0] != vectors[3])
    }

    @Test("A text's vector is the same bits in any batch, at any place in it, on any number of threads", arguments: [1, 2, 5])
    func textInvariance(threads: Int) throws {
        let random = RandomCLIP(try Self.longConfig())
        let model = try random.model()
        let texts = (0..<40).map { Self.text(1 + $0 * 37 % 150, config: random.config, seed: UInt64($0)) }
        let alone = try texts.map { try model.encodeText(ids: [$0], on: ComputePool(threads: 1)).values }
        let pool = ComputePool(threads: threads)
        for batch in [1, 3, 8, 40] {
            for first in stride(from: 0, to: 40, by: batch) {
                let range = first..<min(first + batch, 40)
                let found = try model.encodeText(ids: Array(texts[range]), on: pool).values
                #expect(found == alone[range].flatMap { $0 }, "texts \(range)")
            }
        }
    }

    @Test("A picture's vector is the same bits in any batch and on any number of threads", arguments: [1, 2, 5])
    func pictureInvariance(threads: Int) throws {
        let random = RandomCLIP(try Self.longConfig())
        let model = try random.model()
        let pictures = (0..<8).map { Self.picture(width: 20 + $0, height: 31, seed: UInt64($0)) }
        let alone = pictures.map { model.encodePicture($0, on: ComputePool(threads: 1)).values }
        let pool = ComputePool(threads: threads)
        for batch in [1, 3, 8] {
            for first in stride(from: 0, to: 8, by: batch) {
                let range = first..<min(first + batch, 8)
                let found = model.encodePictures(Array(pictures[range]), on: pool)
                #expect(found.shape == [range.count, random.config.embeddingDimension])
                #expect(found.values == alone[range].flatMap { $0 }, "pictures \(range)")
            }
        }
    }

    @Test("Nothing gives nothing")
    func emptyBatches() throws {
        let model = try RandomCLIP(Self.awkwardConfig()).model()
        #expect(try model.encodeText(ids: [], on: .shared).shape == [0, 7])
        #expect(model.encodePictures([], on: .shared).shape == [0, 7])
        #expect(throws: TextImageMatchingError.noTemplates) { try model.encodePrompt(ids: [], on: .shared) }
    }

    @Test("Texts that the model cannot read are refused, by their place")
    func badTexts() throws {
        let model = try RandomCLIP(Self.awkwardConfig()).model()
        let good: [Int32] = [2, 5, 3]
        func encode(_ text: [Int32]) throws { _ = try model.encodeText(ids: [good, text], on: .shared) }
        #expect(throws: TextImageMatchingError.missingEndOfText(text: 1)) { try encode([2, 5, 6, 0, 0]) }
        #expect(throws: TextImageMatchingError.missingEndOfText(text: 1)) { try encode([]) }
        #expect(throws: TextImageMatchingError.textTooLong(text: 1, tokens: 10, contextLength: 9)) {
            try encode([2, 4, 4, 4, 4, 4, 4, 4, 4, 3])
        }
        #expect(throws: TextImageMatchingError.tokenOutOfRange(text: 1, position: 1, token: 31, vocabulary: 31)) {
            try encode([2, 31, 3])
        }
        #expect(throws: TextImageMatchingError.tokenOutOfRange(text: 1, position: 2, token: -1, vocabulary: 31)) {
            try encode([2, 4, -1, 3])
        }
    }

    @Test("Every weight of the file is read, and a missing or misshapen one is named")
    func weights() throws {
        let random = RandomCLIP(try Self.awkwardConfig())
        let weights = random.weights
        _ = try CLIP(weights: weights, config: random.config)
        #expect(weights.unread().isEmpty)

        var missing = random.tensors
        missing["visual.transformer.resblocks.1.attn.in_proj_bias"] = nil
        #expect {
            try CLIP(weights: Weights(MemoryCheckpoint(missing)), config: random.config)
        } throws: { error in
            guard case .missingKey(_, let key, _)? = error as? CheckpointError else { return false }
            return key == "visual.transformer.resblocks.1.attn.in_proj_bias"
        }

        var misshapen = random.tensors
        misshapen["text_projection"] = Tensor(shape: [7, 21])
        #expect(
            throws: CheckpointError.shapeMismatch(file: "memory", key: "text_projection", expected: [21, 7], found: [7, 21])
        ) {
            try CLIP(weights: Weights(MemoryCheckpoint(misshapen)), config: random.config)
        }
    }
}

import Checkpoints
import Foundation
import Images
import SuperResolution
import Tensors
import TestSupport
import Testing
import TextToImage
import TokenTransformer

/// Files of released models become a model that paints what the original programs paint.
@Suite struct ModelImportTests {
    private let golden: GoldenCase
    private let files: ReleasedFiles
    private let place: TemporaryFolder

    init() throws {
        golden = try #require(GoldenCase.all(kind: "pipeline").first)
        files = try ReleasedFiles(golden)
        place = try TemporaryFolder()
    }

    private func options(_ precision: Precision = .float32, _ change: (inout ImportOptions) -> Void = { _ in }) -> ImportOptions {
        var options = ImportOptions()
        options.heads = files.heads
        options.precision = precision
        change(&options)
        return options
    }

    private struct Expected: Decodable {
        let text: String
        let codes: [Int32]
        let clipScore: Float
        let atol: Float
    }

    /// The likeliest codes of the case's text, and how well their picture fits it.
    private func paint(_ path: String, _ text: String) throws -> RankedImage {
        let pipeline = try TextToImagePipeline(folder: ModelFolder(path: path))
        let request = GenerationRequest(prompt: text, candidates: 0..<1, seed: 0, sampling: SamplingOptions(topK: 1, topP: 1))
        return try #require(try pipeline.pictures(for: request).first)
    }

    @Test func paintsWhatTheOriginalPaints() throws {
        let expected = try golden.decoded(as: Expected.self)
        let model = try ModelImport(files.all, options: options())
        #expect(model.rulesName == files.rules && model.rulesSource == .mask && model.otherPaths.isEmpty)
        var stages: [ModelImport.Progress] = []
        try model.write(to: place.path("whole")) { stages.append($0) }
        #expect(stages.first == .writing(.codec) && stages.last == .checking)
        #expect(try place.names == ["whole"])
        try ModelFolder(path: place.path("whole")).verify()
        let picture = try paint(place.path("whole"), expected.text)
        #expect(picture.codes.codes == expected.codes)
        #expect(abs(try #require(picture.score) - expected.clipScore) <= expected.atol)

        // The codec's shapes say what its YAML says; without a ruCLIP there is nothing to rank with, and all else is the same.
        let least = [files.transformer, files.codec, files.vocabulary]
        try ModelImport(least, options: options()).write(to: place.path("least"))
        let folder = try ModelFolder(path: place.path("least"))
        #expect(folder.manifest.matching == nil)
        let request = GenerationRequest(
            prompt: expected.text, candidates: 0..<1, seed: 0, sampling: SamplingOptions(topK: 1, topP: 1), ranking: .perplexity)
        let unranked = try #require(try TextToImagePipeline(folder: folder).pictures(for: request).first)
        #expect(unranked.codes == picture.codes && unranked.image == picture.image)
    }

    @Test func foldersBringWhateverIsKnown() throws {
        // A hub's snapshot: links to contents that lie elsewhere, and files that are none of the model's.
        let snapshot = place.url.appending(path: "snapshot")
        try FileManager.default.createDirectory(at: snapshot.appending(path: "ruclip"), withIntermediateDirectories: true)
        for (path, name) in zip(files.all, ["a", "b", "c", "d", "ruclip/e", "ruclip/f", "ruclip/g"]) {
            try FileManager.default.createSymbolicLink(
                atPath: snapshot.appending(path: name).path(percentEncoded: false), withDestinationPath: path)
        }
        try place.write(Data("# A model".utf8), to: "snapshot/README.md")
        let model = try ModelImport([place.path("snapshot")], options: options(.int8) { $0.name = "имя" })
        #expect(model.files.count == files.all.count)
        #expect(model.otherPaths == [place.path("snapshot/README.md")])
        try model.write(to: place.path("model"))
        let folder = try ModelFolder(path: place.path("model"))
        #expect(folder.manifest.name == "имя" && folder.manifest.preferredPrecision == .int8)
    }

    /// Archives as Python's `zipfile` writes them.
    private static let strangers = [
        "archive.zip": "UEsDBBQAAAAIAAAAIVCv+mpwCgAAABcAAAAFAAAAYS50eHQrzy9KKVYoRycBUEsBAhQDFAAAAAgAAAAhUK/6anAKAAAAFwAAAAUAAAAAAAAAAAAAAIABAAAAAGEudHh0UEsFBgAAAAABAAEAMwAAAC0AAAAAAA==",
        "array.npz": "UEsDBBQAAAAAAAAAIVA/TEKdCAAAAAgAAAAFAAAAYS5ucHmTTlVNUFkBAFBLAQIUAxQAAAAAAAAAIVA/TEKdCAAAAAgAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLBQYAAAAAAQABADMAAAArAAAAAAA=",
        "folder.zip": "UEsDBBQAAAAAAAAAIVAAAAAAAAAAAAAAAAACAAAAZi9QSwMEFAAAAAAAAAAhUIwefXEFAAAABQAAAAMAAABmL2F3b3Jkc1BLAQIUAxQAAAAAAAAAIVAAAAAAAAAAAAAAAAACAAAAAAAAAAAAAACAAQAAAABmL1BLAQIUAxQAAAAAAAAAIVCMHn1xBQAAAAUAAAADAAAAAAAAAAAAAACAASAAAABmL2FQSwUGAAAAAAIAAgBhAAAARgAAAAAA",
        "list.pt": "UEsDBBQAAAAAAAAAIVCfk1ocBAAAAAQAAAAKAAAAYS9kYXRhLnBrbIACXS5QSwECFAMUAAAAAAAAACFQn5NaHAQAAAAEAAAACgAAAAAAAAAAAAAAgAEAAAAAYS9kYXRhLnBrbFBLBQYAAAAAAQABADgAAAAsAAAAAAA=",
        "training_args.bin": "UEsDBBQAAAAAAAAAIVD/mGAPMwAAADMAAAAKAAAAYS9kYXRhLnBrbIACY3RyYW5zZm9ybWVycy50cmFpbmluZ19hcmdzClRyYWluaW5nQXJndW1lbnRzCimBLlBLAQIUAxQAAAAAAAAAIVD/mGAPMwAAADMAAAAKAAAAAAAAAAAAAACAAQAAAABhL2RhdGEucGtsUEsFBgAAAAABAAEAOAAAAFsAAAAAAA==",
    ]

    @Test func foldersMayHoldOtherThings() throws {
        let folder = place.path("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for (name, text) in Self.strangers { try place.write(#require(Data(base64Encoded: text)), to: "folder/" + name) }
        try FileManager.default.copyItem(atPath: files.codec, toPath: folder + "/codec")
        let strangers = Self.strangers.keys.sorted().map { folder + "/" + $0 }
        #expect(try ModelImport([files.transformer, files.vocabulary, folder], options: options()).otherPaths == strangers)
        refuses(.missingPart(.vocabulary, unused: strangers), [files.transformer, folder])
        // Named as a file, each is refused; and a damaged checkpoint is no stranger.
        for path in strangers { #expect(throws: CheckpointError.self) { try ReleasedFile(path: path) } }
        let codec = try Data(contentsOf: URL(filePath: files.codec))
        try place.write(codec.prefix(codec.count / 2), to: "folder/codec")
        #expect(throws: CheckpointError.self) { try ModelImport([files.transformer, files.vocabulary, folder], options: options()) }
    }

    @Test func strokesAfterTheFoldersNameAreNothing() throws {
        let least = [files.transformer, files.codec, files.vocabulary]
        try ModelImport(least, options: options()).write(to: place.path("model//"))
        #expect(try place.names == ["model"])
        #expect(throws: TextToImageError.folderExists(path: place.path("model"))) {
            try ModelImport(least, options: options()).write(to: place.path("model/"))
        }
    }

    /// Every reference case's files are what they are by their contents.
    @Test(arguments: try GoldenCase.all().filter { ["dalle", "realesrgan", "ruclip", "bpe", "vqgan-vq", "vqgan-gumbel"].contains($0.kind) })
    func recognisesEveryKind(golden: GoldenCase) throws {
        struct Case: Decodable {
            let checkpoint: String?
            let config: Config?
            let hfVersion: String?
            let scale: Int?
            enum Config: Decodable {
                case file(String), sizes(Sizes)
                init(from decoder: any Swift.Decoder) throws {
                    if let name = try? decoder.singleValueContainer().decode(String.self) {
                        self = .file(name)
                    } else {
                        self = .sizes(try Sizes(from: decoder))
                    }
                }
            }
            struct Sizes: Decodable {
                let numLayers: Int
                let hiddenSize: Int
                let textSeqLength: Int
                let imageTokensPerDim: Int
                let vocabSize: Int
                let imageVocabSize: Int
                let cogviewSandwichLayernorm: Bool
            }
        }
        let description = try golden.decoded(as: Case.self)
        func file(_ name: String) throws -> ReleasedFile.Contents {
            try ReleasedFile(path: golden.folder.appending(path: name).path(percentEncoded: false)).contents
        }
        switch try (golden.kind, file(description.checkpoint ?? (golden.kind == "bpe" ? "bpe.model" : "pytorch_model.bin")), description.config) {
        case ("dalle", .transformer(let shape), .sizes(let sizes)):
            #expect(shape.rules?.name == description.hfVersion)
            #expect(shape.layers == sizes.numLayers && shape.width == sizes.hiddenSize && shape.textLength == sizes.textSeqLength)
            #expect(shape.gridSide == sizes.imageTokensPerDim && shape.sandwichLayerNorm == sizes.cogviewSandwichLayernorm)
            #expect(shape.textVocabulary == sizes.vocabSize && shape.imageVocabulary == sizes.imageVocabSize)
        case ("realesrgan", .upscaler(let config), _):
            #expect(config.scale == description.scale)
        case ("ruclip", .matcher(let vocabulary), _):
            guard case .matcherConfiguration(let config) = try file("config.json") else { throw CocoaError(.coderInvalidValue) }
            #expect(config.vocabulary == vocabulary)
        case ("bpe", .vocabulary(let size), _):
            #expect(size > 0)
        case ("vqgan-vq", .codec(let found), .file(let yaml)), ("vqgan-gumbel", .codec(let found), .file(let yaml)):
            guard case .codecConfiguration(let written) = try file(yaml) else { throw CocoaError(.coderInvalidValue) }
            #expect(found.quantizer == written.quantizer && found.codes == written.codes)
            #expect(found.embeddingDimension == written.embeddingDimension && found.latentChannels == written.latentChannels)
            #expect(found.channels == written.channels && found.channelMultipliers == written.channelMultipliers)
            #expect(found.residualBlocks == written.residualBlocks)
            #expect(found.attentionResolutions.map { found.resolution / $0 } == written.attentionResolutions.map { written.resolution / $0 })
        default:
            Issue.record("\(golden) is taken for something else")
        }
    }

    @Test func recognisesTheBackgroundCutter() throws {
        let path = place.path("unet")
        let keys = ["encoder._conv_stem.weight", "decoder.blocks.0.conv1.0.weight", "segmentation_head.0.weight"]
        let writer = try SafetensorsWriter(path, entries: keys.map { .init(key: $0, elementType: .float32, shape: [1]) })
        for _ in keys { try writer.append(Tensor(shape: [1])) }
        try writer.finish()
        #expect(try ReleasedFile(path: path).part == .segmentation)
        // Three keys are no net: it is opened before the folder gets its name.
        let importing = try ModelImport([files.transformer, files.codec, files.vocabulary, path], options: options())
        #expect(throws: CheckpointError.self) { try importing.write(to: place.path("model")) }
        #expect(!FileManager.default.fileExists(atPath: place.path("model")))
    }

    @Test func importedUpscalersEnlarge() throws {
        let goldens = try GoldenCase.all(kind: "realesrgan")
        let upscalers = try goldens.map { golden in
            struct Case: Decodable { let checkpoint: String }
            return try golden.folder.appending(path: golden.decoded(as: Case.self).checkpoint).path(percentEncoded: false)
        }
        #expect(!upscalers.isEmpty)
        try ModelImport([files.transformer, files.codec, files.vocabulary] + upscalers, options: options()).write(to: place.path("larger"))
        let folder = try ModelFolder(path: place.path("larger"))
        #expect(folder.manifest.upscalers?.count == goldens.count)
        for section in try #require(folder.manifest.upscalers) {
            let enlarged = try folder.upscaler(scale: section.config.scale)(Image(width: 5, height: 3, filledWith: .white))
            #expect(enlarged.width == 5 * section.config.scale && enlarged.height == 3 * section.config.scale)
        }
    }

    // MARK: - Refusals

    private func refuses(_ error: TextToImageError, _ paths: [String], _ options: ImportOptions? = nil) {
        #expect(throws: error) { try ModelImport(paths, options: options ?? self.options()) }
    }

    @Test func namesWhatIsMissing() throws {
        refuses(.missingPart(.transformer), [files.codec, files.vocabulary])
        refuses(.missingPart(.codec), [files.transformer, files.vocabulary])
        refuses(.missingPart(.vocabulary), [files.transformer, files.codec])
        refuses(.missingPart(.matcherConfiguration), [files.transformer, files.codec, files.vocabulary, files.matcher[2]])
        refuses(.missingFile(path: place.path("none")), [place.path("none")])
        refuses(.nothingToImport(path: place.path), [place.path])
    }

    @Test func namesWhatIsTooMuch() throws {
        let copy = place.path("copy")
        try FileManager.default.copyItem(atPath: files.codec, toPath: copy)
        refuses(.ambiguousPart(.codec, paths: [files.codec, copy]), [files.transformer, files.codec, copy, files.vocabulary])
        // The same file twice is one file.
        _ = try ModelImport([files.transformer, files.codec, files.codec, files.vocabulary], options: options())
    }

    @Test func asksForWhatNoFileTells() throws {
        guard case .transformer(let shape) = try ReleasedFile(path: files.transformer).contents else { throw CocoaError(.coderInvalidValue) }
        refuses(.undecidedHeads(path: files.transformer, width: shape.width), [files.transformer, files.codec, files.vocabulary], options { $0.heads = nil })
        let maskless = try altered(files.transformer, without: "transformer.conv_mask")
        refuses(.undecidedRules(path: maskless), [maskless, files.codec, files.vocabulary])
        let rules = try TransformerRules(named: "v2")
        let told = try ModelImport([maskless, files.codec, files.vocabulary], options: options { $0.rules = rules })
        #expect(told.rulesName == "v2" && told.rulesSource == .option)
        // What options cannot be is said before any file is looked at.
        refuses(.badModelName("../escaped"), [], options { $0.name = "../escaped" })
        refuses(.badOption(name: "--heads", value: "0", allowed: .atLeast(1)), [], options { $0.heads = 0 })
    }

    @Test func vocabulariesMustFit() throws {
        guard case .matcher(let tokens) = try ReleasedFile(path: files.matcher[2]).contents else { throw CocoaError(.coderInvalidValue) }
        // One letter and four special tokens: fewer than ruDALL-E's padding begins at, but not ruCLIP's.
        let other = try place.write(Data("1 0\n9601 4\n1 0 2 3\n".utf8), to: "small.bpe")
        let error = TextToImageError.vocabularyDoesNotFit(.matcherVocabulary, path: other, expected: tokens, found: 5)
        refuses(error, [files.transformer, files.codec, other, files.matcher[0], files.matcher[2]])
    }

    @Test func weightsThatAreNoNumbersAreRefusedByName() throws {
        let key = "transformer.layers.0.mlp.dense_h_to_4h.weight"
        let damaged = try altered(files.transformer) { name, tensor in
            guard name == key else { return }
            tensor[3] = .nan
            tensor[5] = -.infinity
        }
        let paths = [damaged, files.codec, files.vocabulary]
        let before = try place.names
        #expect(throws: CheckpointError.notFinite(file: damaged, key: key, index: 3)) {
            try ModelImport(paths, options: options(.int8)).write(to: place.path("model"))
        }
        #expect(try place.names == before)
        let allowed = try ModelImport(paths, options: options(.int8) { $0.replacesNonFinite = true })
        #expect(try allowed.write(to: place.path("model")).replacedWeights == [key: 2])
        _ = try TextToImagePipeline(folder: ModelFolder(path: place.path("model")))
    }

    @Test func refusesWhereSomethingStands() throws {
        let path = try place.write(Data(), to: "taken")
        #expect(throws: TextToImageError.folderExists(path: path)) { try ModelImport(files.all, options: options()).write(to: path) }
    }

    /// A copy of a checkpoint as safetensors, with one tensor left out or some changed.
    private func altered(
        _ source: String, without missing: String? = nil, _ change: (String, inout Tensor) -> Void = { _, _ in }
    ) throws -> String {
        let checkpoint = try CheckpointFile.open(source)
        let tensors = try checkpoint.keys.filter { $0 != missing }.map { key in
            var tensor = try checkpoint.tensor(key)
            change(key, &tensor)
            return (key: key, tensor: tensor)
        }
        let path = place.path("altered")
        let writer = try SafetensorsWriter(
            path, entries: tensors.map { .init(key: $0.key, elementType: .float32, shape: $0.tensor.shape) })
        for (_, tensor) in tensors { try writer.append(tensor) }
        try writer.finish()
        return path
    }
}

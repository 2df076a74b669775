import Foundation

/// A fixture of the kind `ruclip` as a part of a model; its files have ruCLIP's own names.
struct MatcherFixture {
    let weights: URL
    let vocabulary: URL
    let manifestSection: ToyManifest.Matching

    init(folder: URL) throws {
        weights = folder.appending(path: "pytorch_model.bin")
        vocabulary = folder.appending(path: "bpe.model")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let config = try decoder.decode(Config.self, from: Data(contentsOf: folder.appending(path: "config.json")))
        manifestSection = ToyManifest.Matching(
            templates: try GoldenCase(folder: folder).decoded(as: Contents.self).templates,
            config: ToyManifest.Matching.Config(
                embeddingDimension: config.embedDim, pictureSide: config.imageResolution,
                visionLayers: config.visionLayers, visionWidth: config.visionWidth, visionPatch: config.visionPatchSize,
                contextLength: config.contextLength, vocabulary: config.vocabSize, textWidth: config.transformerWidth,
                textHeads: config.transformerHeads, textLayers: config.transformerLayers))
    }

    private struct Contents: Decodable {
        let templates: [String]
    }

    private struct Config: Decodable {
        let embedDim: Int
        let imageResolution: Int
        let visionLayers: Int
        let visionWidth: Int
        let visionPatchSize: Int
        let contextLength: Int
        let vocabSize: Int
        let transformerWidth: Int
        let transformerHeads: Int
        let transformerLayers: Int
    }
}

import Checkpoints
import Foundation

/// A model folder put together out of reference fixtures: a transformer, a codec and a matcher of toy size, whose pictures show nothing but
/// whose every number the original programs have confirmed. Lies in a temporary folder, which goes with the value.
public final class ToyModelFolder: Sendable {
    private let folder: TemporaryFolder

    /// The files of the folder beside its manifest.
    public enum File: String, Sendable, CaseIterable {
        case transformer = "transformer.weights"
        case codec = "codec.weights"
        case matcher = "matcher.weights"
        case vocabulary = "vocabulary.bpe"
        case matcherVocabulary = "matcher-vocabulary.bpe"
    }

    /// The name in the manifest.
    public static let name = "toy"
    private static let manifestName = "model.json"

    /// - Parameters:
    ///   - golden: a fixture of the kind `pipeline`.
    ///   - upscalers: fixtures of the kind `realesrgan`, of different scales.
    public init(_ golden: GoldenCase, upscalers: [GoldenCase] = []) throws {
        folder = try TemporaryFolder()
        let pipeline = try golden.decoded(as: PipelineCase.self)
        let codec = try String(contentsOf: golden.folder.appending(path: pipeline.vqgan.config), encoding: .utf8)
        let matcher = try MatcherFixture(folder: golden.folder.appending(path: pipeline.clip).standardized)
        let sources: [File: URL] = [
            .transformer: golden.folder.appending(path: pipeline.dalle.checkpoint),
            .codec: golden.folder.appending(path: pipeline.vqgan.checkpoint),
            .vocabulary: golden.folder.appending(path: pipeline.bpe),
            .matcher: matcher.weights,
            .matcherVocabulary: matcher.vocabulary,
        ]
        var records = [String: ToyManifest.FileRecord]()
        for (file, source) in sources {
            let data = try Data(contentsOf: source)
            try folder.write(data, to: file.rawValue)
            records[file.rawValue] = ToyManifest.FileRecord(data)
        }
        var sections = [ToyManifest.Upscaling]()
        for golden in upscalers {
            let upscaler = try golden.decoded(as: UpscalerCase.self)
            let file = Self.upscalerFile(scale: upscaler.scale)
            let data = try Data(contentsOf: golden.folder.appending(path: upscaler.checkpoint))
            try folder.write(data, to: file)
            records[file] = ToyManifest.FileRecord(data)
            sections.append(
                ToyManifest.Upscaling(
                    files: [file],
                    config: ToyManifest.Upscaling.Config(
                        scale: upscaler.scale, features: upscaler.numFeat, blocks: upscaler.numBlock, growth: upscaler.numGrowCh)))
        }
        let manifest = try ToyManifest(
            name: Self.name, version: golden.name, title: "Reference fixtures", text: pipeline.manifestText,
            transformer: pipeline.manifestTransformer, codec: ToyManifest.Codec(yaml: codec),
            matching: matcher.manifestSection, upscalers: sections.isEmpty ? nil : sections, files: records)
        try write(manifest)
    }

    /// A copy that can be changed without harm to `other`.
    public init(copying other: ToyModelFolder) throws {
        folder = try TemporaryFolder()
        for name in try other.folder.names {
            try FileManager.default.copyItem(atPath: other.folder.path(name), toPath: folder.path(name))
        }
    }

    /// The file of an upscaler.
    public static func upscalerFile(scale: Int) -> String { "upscaler-x\(scale).weights" }

    public var path: String { folder.path }

    public func path(of file: File) -> String { folder.path(file.rawValue) }

    public func contents(of file: File) throws -> Data {
        try Data(contentsOf: URL(filePath: path(of: file)))
    }

    /// Writes other bytes into a file and lists them in the manifest, so that they are what the reader of that file meets.
    public func replace(_ file: File, with data: Data) throws {
        try overwrite(file, with: data)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var manifest = try decoder.decode(
            ToyManifest.self, from: Data(contentsOf: URL(filePath: folder.path(Self.manifestName))))
        manifest.files[file.rawValue] = ToyManifest.FileRecord(data)
        try write(manifest)
    }

    /// Writes other bytes into a file behind the manifest's back.
    public func overwrite(_ file: File, with data: Data) throws {
        try folder.write(data, to: file.rawValue)
    }

    /// The tensors of a file of weights as one safetensors file.
    ///
    /// - Parameters:
    ///   - missing: a tensor to leave out.
    ///   - flattened: a tensor whose shape becomes that of a vector.
    public func safetensors(of file: File, without missing: String? = nil, flattening flattened: String? = nil) throws -> Data {
        let checkpoint = try CheckpointFile.open(path(of: file))
        let tensors = try checkpoint.keys.filter { $0 != missing }.map { key in
            let tensor = try checkpoint.tensor(key)
            return (key: key, tensor: key == flattened ? tensor.reshaped([tensor.count]) : tensor)
        }
        let scratch = try TemporaryFolder()
        let writer = try SafetensorsWriter(
            scratch.path("weights"),
            entries: tensors.map { SafetensorsWriter.Entry(key: $0.key, elementType: .float32, shape: $0.tensor.shape) })
        for (_, tensor) in tensors { try writer.append(tensor) }
        try writer.finish()
        return try Data(contentsOf: URL(filePath: scratch.path("weights")))
    }

    private func write(_ manifest: ToyManifest) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try folder.write(encoder.encode(manifest), to: Self.manifestName)
    }
}

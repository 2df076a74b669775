import Checkpoints
import Foundation
import ImageCodec
import SuperResolution
import TextImageMatching
import Tokenization
import TokenTransformer

/// A file of a released model, recognised by its keys, shapes and words: names prove nothing.
public struct ReleasedFile: Sendable {
    public let path: String
    public let contents: Contents

    public enum Contents: Sendable {
        /// ruDALL-E's transformer: Malevich, Emojich, Surrealist XL, Kandinsky.
        case transformer(TransformerShape)
        /// Sber's codec or one of taming-transformers, with the configuration that its shapes tell.
        case codec(VQGANConfig)
        /// The YAML file beside a codec of taming-transformers.
        case codecConfiguration(VQGANConfig)
        /// ruCLIP; `vocabulary` is the number of rows of its token table.
        case matcher(vocabulary: Int)
        /// ruCLIP's `config.json`.
        case matcherConfiguration(CLIPConfig)
        /// A YouTokenToMe vocabulary of so many tokens.
        case vocabulary(size: Int)
        /// Real-ESRGAN, which makes pictures larger.
        case upscaler(RRDBNetConfig)
        /// Emojich's UNet, which cuts the background off.
        case segmentation
    }

    /// Configurations are a few lines.
    private static let largestText = 1 << 20

    /// - Throws: `TextToImageError.unrecognisedFile`, or what is wrong with a file that begins like one of those that are known.
    public init(path: String) throws {
        self.path = path
        let head = try Self.head(of: path)
        if Self.isVocabulary(head) {
            contents = .vocabulary(size: try BPEVocabulary(contentsOf: URL(fileURLWithPath: path)).size)
        } else if let text = Self.text(of: path, head: head), let configuration = try Self.configuration(in: text, path: path) {
            contents = configuration
        } else {
            do {
                contents = try Self.contents(of: try CheckpointFile.open(path))
            } catch CheckpointError.unknownContainer {
                throw TextToImageError.unrecognisedFile(path: path)
            }
        }
    }

    public var part: ModelPart {
        switch contents {
        case .transformer: .transformer
        case .codec: .codec
        case .codecConfiguration: .codecConfiguration
        case .matcher: .matcher
        case .matcherConfiguration: .matcherConfiguration
        case .vocabulary: .vocabulary
        case .upscaler: .upscaler
        case .segmentation: .segmentation
        }
    }

    /// The folder that the file lies in, links not followed: a hub's snapshot is a folder of links.
    var folder: String { URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path }

    private static func contents(of checkpoint: any Checkpoint) throws -> Contents {
        if let shape = try TransformerShape(checkpoint) { return .transformer(shape) }
        if let config = try VQGANConfig(inferredFrom: checkpoint) { return .codec(config) }
        if checkpoint.summary(of: "visual.conv1.weight") != nil, checkpoint.summary(of: "text_projection") != nil,
            let table = checkpoint.summary(of: "token_embedding.weight")?.shape, table.count == 2
        {
            return .matcher(vocabulary: table[0])
        }
        let upscaler = Weights(checkpoint, renaming: RRDBNet.keyRules(for: checkpoint.keys))
        if ["conv_first.weight", "body.0.rdb1.conv1.weight", "conv_hr.weight"].allSatisfy(upscaler.contains) {
            return .upscaler(try RRDBNetConfig(shapesOf: upscaler))
        }
        if ["encoder._conv_stem.weight", "decoder.blocks.0.conv1.0.weight", "segmentation_head.0.weight"]
            .allSatisfy({ checkpoint.summary(of: $0) != nil })
        {
            return .segmentation
        }
        throw TextToImageError.unrecognisedFile(path: checkpoint.path)
    }

    // MARK: - Texts

    private static func head(of path: String) throws -> [UInt8] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw TextToImageError.missingFile(path: path) }
        // A FIFO would be waited for; the reader of checkpoints knows how to refuse one.
        let kind = (try? FileManager.default.attributesOfItem(atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path))?[.type]
        guard kind as? FileAttributeType == .typeRegular else { throw CheckpointError.notRegularFile(file: path) }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return Array(try file.read(upToCount: 64) ?? Data())
        } catch {
            throw TextToImageError.unreadableFile(path: path, reason: SystemFault.reason(of: error))
        }
    }

    /// Whether a file begins with a line of two numbers.
    private static func isVocabulary(_ head: [UInt8]) -> Bool {
        let line = head.prefix { $0 != UInt8(ascii: "\n") }
        return line.count < head.count && line.contains(UInt8(ascii: " "))
            && line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || (0x30...0x39).contains($0) }
    }

    /// What a text configures; nil where it is no configuration.
    private static func configuration(in text: String, path: String) throws -> Contents? {
        if text.drop(while: \.isWhitespace).first == "{" {
            return .matcherConfiguration(try CLIPConfig(ruCLIPConfiguration: Data(text.utf8), file: path))
        }
        guard text.contains("target:"), text.contains("ddconfig:") else { return nil }
        return .codecConfiguration(try VQGANConfig(yaml: text))
    }

    /// The whole text of a small file; nil for anything else.
    private static func text(of path: String, head: [UInt8]) -> String? {
        guard head.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }),
            let file = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: largestText + 1), data.count <= largestText else { return nil }
        return String(data: data, encoding: .utf8)
    }
}

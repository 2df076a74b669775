import Foundation
import Testing
import TextImageMatching

@Suite("CLIP configuration")
struct CLIPConfigTests {
    private static let ruCLIP = [
        "embed_dim": 512, "image_resolution": 384, "vision_layers": 12, "vision_width": 768, "vision_patch_size": 32,
        "context_length": 77, "vocab_size": 49408, "transformer_width": 512, "transformer_heads": 8, "transformer_layers": 12,
    ]

    /// ruCLIP's file with other values for some keys; `NSNull` takes a key away.
    private static func read(_ changes: [String: Any] = [:]) throws -> CLIPConfig {
        let values = (ruCLIP as [String: Any]).merging(changes) { $1 }.filter { !($0.value is NSNull) }
        return try CLIPConfig(ruCLIPConfiguration: JSONSerialization.data(withJSONObject: values), file: "config.json")
    }

    @Test("ruCLIP's own file is read")
    func reading() throws {
        let config = try Self.read()
        let expected = try CLIPConfig(
            embeddingDimension: 512, pictureSide: 384, visionLayers: 12, visionWidth: 768, visionPatch: 32, contextLength: 77,
            vocabulary: 49408, textWidth: 512, textHeads: 8, textLayers: 12)
        #expect(config == expected)
        #expect(config.visionHeads == 12)
        #expect(config.patchesPerSide == 12)
        #expect(config.pixelMean == CLIPConfig.defaultPixelMean)
        #expect(try Self.read(["mean": [0.5, 0.25, 0], "std": [1, 2, 3]]).pixelDeviation == [1, 2, 3])
    }

    @Test("A file that lacks a value, or is none, is refused")
    func malformed() {
        func refused(_ reason: String, _ body: () throws -> CLIPConfig) {
            #expect(throws: TextImageMatchingError.malformedConfiguration(file: "config.json", reason: reason), performing: body)
        }
        refused("vision_width is missing") { try Self.read(["vision_width": NSNull()]) }
        refused("vision_width is of another type") { try Self.read(["vision_width": "wide"]) }
        refused("it is not valid JSON") { try CLIPConfig(ruCLIPConfiguration: Data("{".utf8), file: "config.json") }
    }

    @Test(
        "Values that no model can have are refused by name",
        arguments: [
            ("embed_dim", 0, "embedding_dimension"), ("vision_layers", -1, "vision_layers"), ("vocab_size", Int.max, "vocabulary"),
            ("vision_width", 63, "vision_width"), ("vision_width", 131, "vision_width"), ("vision_patch_size", 385, "vision_patch"),
            ("transformer_heads", 7, "text_heads"), ("transformer_heads", 0, "text_heads"),
            ("image_resolution", 1 << 21, "picture_side"),
        ])
    func impossible(key: String, value: Int, name: String) {
        #expect {
            try Self.read([key: value])
        } throws: { error in
            guard case .invalidConfiguration(name, "\(value)", _)? = error as? TextImageMatchingError else { return false }
            return true
        }
    }

    @Test("Colours need three numbers to divide by", arguments: [[1, 1], [1, 0, 1], [1, -1, 1]])
    func colours(deviation: [Double]) {
        #expect(throws: TextImageMatchingError.self) { try Self.read(["std": deviation]) }
    }

    @Test("A configuration survives being written and read")
    func roundTrip() throws {
        let config = try Self.read(["mean": [0.5, 0.25, 0], "std": [1, 2, 3]])
        #expect(try JSONDecoder().decode(CLIPConfig.self, from: JSONEncoder().encode(config)) == config)
    }

    @Test("In a model folder colours may be absent, and impossible values are errors of decoding")
    func modelFolder() throws {
        func decode(textHeads: Int) throws -> CLIPConfig {
            let json = """
                {"embedding_dimension": 256, "picture_side": 128, "vision_layers": 6, "vision_width": 256, "vision_patch": 16,
                 "context_length": 48, "vocabulary": 8192, "text_width": 256, "text_heads": \(textHeads), "text_layers": 6}
                """
            return try JSONDecoder().decode(CLIPConfig.self, from: Data(json.utf8))
        }
        #expect(try decode(textHeads: 4).pixelMean == CLIPConfig.defaultPixelMean)
        #expect(throws: DecodingError.self) { try decode(textHeads: 3) }
    }

    @Test("Every error is one sentence")
    func descriptions() {
        let errors: [TextImageMatchingError] = [
            .malformedConfiguration(file: "a", reason: "b"), .invalidConfiguration(key: "a", value: "1", requirement: "2"),
            .tokenOutOfRange(text: 0, position: 0, token: 9, vocabulary: 8), .missingEndOfText(text: 0),
            .textTooLong(text: 0, tokens: 9, contextLength: 8), .noTemplates, .invalidTemplate("a", places: 0),
        ]
        for error in errors {
            #expect(error.description.first?.isUppercase == true || error.description.first == "\"")
            #expect(error.description.hasSuffix("."))
        }
    }
}

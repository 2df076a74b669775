import Checkpoints
import Foundation
import Tensors
import Testing
import TokenTransformer

@Suite struct TransformerConfigTests {
    @Test func roundTripsThroughJSONWithSnakeCaseKeys() throws {
        let data = try JSONEncoder().encode(TransformerConfig.emojich)
        #expect(try JSONDecoder().decode(TransformerConfig.self, from: data) == .emojich)
        let keys = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(
            Set(keys.keys) == [
                "layers", "width", "heads", "text_length", "grid_side", "text_vocabulary", "image_vocabulary",
                "sandwich_layernorm", "rules",
            ])
        #expect(keys["rules"] as? String == "v2")
    }

    @Test func refusesImpossibleSizesByName() throws {
        let json = { (changes: [String: Any]) in
            let valid: [String: Any] = [
                "layers": 2, "width": 8, "heads": 2, "text_length": 4, "grid_side": 3, "text_vocabulary": 20,
                "image_vocabulary": 5, "sandwich_layernorm": true, "rules": "v3",
            ]
            return try JSONSerialization.data(withJSONObject: valid.merging(changes) { $1 })
        }
        let decode = { (changes: [String: Any]) in try JSONDecoder().decode(TransformerConfig.self, from: json(changes)) }
        #expect(try decode([:]).headDimension == 4)
        #expect(throws: TransformerError.sizeOutOfRange(field: "layers", found: 0, allowed: 1...1_024)) { try decode(["layers": 0]) }
        #expect(throws: TransformerError.sizeOutOfRange(field: "grid_side", found: -1, allowed: 1...256)) {
            try decode(["grid_side": -1])
        }
        #expect(throws: TransformerError.sizeOutOfRange(field: "text_vocabulary", found: 3, allowed: 4...(1 << 24))) {
            try decode(["text_vocabulary": 3])
        }
        #expect(throws: TransformerError.widthNotDivisible(width: 8, heads: 3)) { try decode(["heads": 3]) }
        #expect(throws: TransformerError.unknownRules("v4")) { try decode(["rules": "v4"]) }
        #expect(throws: DecodingError.self) { try decode(["width": "wide"]) }
    }

    @Test func releasedModelsHaveTheirSizes() {
        #expect(TransformerConfig.malevich.sequenceLength == 1152)
        #expect(TransformerConfig.malevich.imagePlaces == 1024)
        #expect(TransformerConfig.malevichV2.textPlaces == 129)
        #expect(TransformerConfig.malevichV2.imagePlaces == 1023)
        #expect(TransformerConfig.kandinsky.headDimension == 64)
        #expect(TransformerConfig.surrealistXL.rules == .v3)
    }

    @Test func paddingTakesIDsOfItsOwn() throws {
        let config = try TinyModel.config()
        #expect(try config.textIDs(for: [2, 7, 3]) == [2, 7, 3, 29, 30])
        #expect(try config.textIDs(for: [2, 0, 3, 0, 4]) == [2, 27, 3, 29, 4])
        let leading = try TinyModel.config(rules: .v2)
        #expect(try leading.textIDs(for: [9]) == [2, 9, 27, 28, 29, 30])
        #expect(throws: TransformerError.tooManyTokens(found: 6, limit: 5)) { try config.textIDs(for: [1, 1, 1, 1, 1, 1]) }
        #expect(throws: TransformerError.tokenOutOfRange(token: 31, index: 1, vocabulary: 31)) { try config.textIDs(for: [1, 31]) }
        #expect(throws: TransformerError.tokenOutOfRange(token: -1, index: 0, vocabulary: 31)) { try config.textIDs(for: [-1]) }
    }

    @Test func masksInACheckpointAreExpected() throws {
        let config = try TinyModel.config()
        var tensors = TinyModel.weights(config)
        for name in ["row", "col", "conv"] { tensors["transformer.\(name)_mask"] = Tensor(shape: [2, 2]) }
        tensors["transformer.surprise"] = Tensor(shape: [1])
        let weights = Weights(MemoryCheckpoint(tensors), renaming: TransformerModel.keyRules)
        _ = try TransformerModel(config: config, weights: weights)
        #expect(weights.unread() == ["transformer.surprise"])
    }
}

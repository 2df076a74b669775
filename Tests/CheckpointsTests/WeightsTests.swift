import Checkpoints
import Tensors
import Testing

@Suite struct WeightsTests {
    private func checkpoint(_ keys: [String]) -> MemoryCheckpoint {
        MemoryCheckpoint(
            Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, Tensor(shape: [2], values: [Float($0), 0])) }), path: "file")
    }

    @Test func scopesAddNames() throws {
        let weights = Weights(checkpoint(["a.b.c", "a.d", "ab.c"]))
        #expect(try weights.tensor("a.b.c", shape: [2])[0] == 0)
        #expect(try weights[scope: "a"][scope: "b"].tensor("c", shape: [2])[0] == 0)
        #expect(try weights[scope: "a.b"].shape(of: "c") == [2])
        #expect(weights[scope: "a"].contains("d"))
        #expect(!weights[scope: "a"].contains("c"))
        #expect(weights[scope: "a"].names == ["b.c", "d"])
        #expect(weights[scope: ""].names == ["a.b.c", "a.d", "ab.c"])
    }

    @Test func missingKeysNameSimilarOnes() throws {
        let weights = Weights(checkpoint(["layers.0.weight", "layers.1.weight", "layers.0.bias", "norm", "other"]))
        #expect(
            throws: CheckpointError.missingKey(file: "file", key: "layers.2.weight", similar: ["layers.0.weight", "layers.1.weight"])
        ) { try weights[scope: "layers.2"].tensor("weight", shape: [2]) }
        #expect(throws: CheckpointError.missingKey(file: "file", key: "z", similar: [])) { try weights.shape(of: "z") }
    }

    @Test func wrongShapesNameBoth() throws {
        let weights = Weights(checkpoint(["w"]))
        #expect(throws: CheckpointError.shapeMismatch(file: "file", key: "w", expected: [1, 2], found: [2])) {
            try weights.tensor("w", shape: [1, 2])
        }
        #expect(weights.unread() == ["w"])
    }

    @Test func whatNobodyReadIsReported() throws {
        let rules: KeyRules = [.skip(prefix: "loss."), .drop(prefix: "model."), .expectUnused("*.row_mask")]
        let weights = Weights(checkpoint(["model.a", "b", "loss.c", "model.t.row_mask", "d"]), renaming: rules)
        #expect(weights.names == ["a", "b", "d", "t.row_mask"])
        #expect(weights.expectedNames == ["a", "b", "d"] && weights[scope: "t"].expectedNames.isEmpty)
        _ = try weights.tensor("a", shape: [2])
        _ = try weights[scope: "t"].shape(of: "row_mask")
        #expect(weights.unread() == ["b", "d"])
        _ = try weights.tensor("b", shape: [2])
        #expect(weights.unread() == ["d"])
    }

    @Test func rulesApplyInOrder() throws {
        let rules: KeyRules = [
            .keepOnly(prefix: "first_stage_model."), .replace(prefix: "enc.", with: "encoder."), .drop(prefix: "encoder.x."),
        ]
        let weights = Weights(
            checkpoint(["first_stage_model.enc.a", "first_stage_model.enc.x.b", "enc.c", "first_stage_model.d"]), renaming: rules)
        #expect(weights.names == ["b", "d", "encoder.a"])
        #expect(weights.unread() == ["first_stage_model.d", "first_stage_model.enc.a", "first_stage_model.enc.x.b"])
    }

    @Test(arguments: [
        ("*", "abc", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("*.mask", "x.y.mask", true), ("mask", "mask2", false),
        ("a*b*c", "a-b-b-c", true), ("**", "", true), ("", "a", false),
    ])
    func patternsMatch(pattern: String, key: String, matches: Bool) {
        let weights = Weights(checkpoint([key]), renaming: [.expectUnused(pattern)])
        #expect(weights.unread().isEmpty == matches)
    }

    @Test func namesThatMeetAreAmbiguous() throws {
        let weights = Weights(checkpoint(["model.a", "a"]), renaming: [.drop(prefix: "model.")])
        #expect(throws: CheckpointError.ambiguousKey(file: "file", key: "a", candidates: ["a", "model.a"])) {
            try weights.tensor("a", shape: [2])
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func weightsThatAreNoNumbersAreRefused(value: Float) throws {
        var values = [Float](repeating: .greatestFiniteMagnitude, count: 100)
        values[77] = value
        let checkpoint = MemoryCheckpoint(["w": Tensor(shape: [100], values: values)], path: "file")
        #expect(throws: CheckpointError.notFinite(file: "file", key: "w", index: 77)) {
            try Weights(checkpoint).tensor("w", shape: [100])
        }
        #expect(try Weights(checkpoint, allowsNonFinite: true).tensor("w", shape: [100]).count == 100)
    }
}

import Tensors
import Testing
import TokenTransformer

@Suite struct TransformerLossTests {
    /// Uniform logits cost the logarithm of the vocabulary, whatever the labels.
    @Test(arguments: [TransformerRules.v3, .v2]) func uniformLogitsCostTheLogarithmOfTheVocabulary(rules: TransformerRules) throws {
        let config = try TinyModel.config(rules: rules)
        let logits = Tensor(shape: [config.sequenceLength, config.textVocabulary + config.imageVocabulary])
        let inputIDs = [2, 5, 3, 0, 0] + TinyModel.codes(config, seed: 2)
        let loss = try TransformerLoss(logits: logits, inputIDs: inputIDs, config: config)
        #expect(abs(loss.text - 3.4339872044851463) < 1e-9)  // ln 31
        #expect(abs(loss.image - 2.9444389791664403) < 1e-9)  // ln 19
        #expect(abs(loss.total - (loss.text + 7 * loss.image) / 8) < 1e-12)
    }

    @Test func refusesIDsOutsideTheVocabulary() throws {
        let config = try TinyModel.config()
        let logits = Tensor(shape: [config.sequenceLength, config.textVocabulary + config.imageVocabulary])
        let codes = [Int](repeating: 19, count: config.imageLength)
        #expect(throws: TransformerError.codeOutOfRange(code: 19, index: 0, vocabulary: 19)) {
            try TransformerLoss(logits: logits, inputIDs: [2, 5, 3, 0, 0] + codes, config: config)
        }
    }
}

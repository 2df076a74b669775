import Checkpoints
import Tensors
import TestSupport
import Testing
import TokenTransformer

/// What a model, a prompt and a row take.
@Suite struct MemoryTests {
    /// A layer remembers what its pattern can ever see again.
    @Test(arguments: Precision.allCases) func rowsRememberWhatTheirPatternsSeeAgain(precision: Precision) throws {
        // Patterns: row, column, row, row, row, column, row, neighbourhood.
        let numberBytes = precision == .float32 ? 4 : 2
        // Three heads of 8 numbers, rounded up to 16; keys and values.
        let slotBytes = 2 * 3 * 16 * numberBytes
        let v3 = try TinyModel.model(TinyModel.config(layers: 8, gridSide: 12), precision: precision)
        #expect(v3.bytesPerRow == (5 * 13 + 2 * 144 + (5 * 12 + 6)) * slotBytes)
        #expect(v3.bytesPerPrompt == 8 * 5 * slotBytes)
        // The wrapped neighbourhood of the last row looks back at the first one, less what a leading token moves out of it.
        let v2 = try TinyModel.model(TinyModel.config(layers: 8, gridSide: 12, rules: .v2), precision: precision)
        #expect(v2.bytesPerRow == (5 * 13 + 2 * 144 + 143) * slotBytes)
        #expect(v2.bytesPerPrompt == 8 * 6 * slotBytes)
        // A grid that neighbourhoods see all of.
        let small = try TinyModel.model(TinyModel.config(layers: 1, gridSide: 4), precision: precision)
        #expect(small.bytesPerRow == 16 * slotBytes)
    }

    @Test func textIsScoredOnlyWhereAskedFor() throws {
        let config = try TinyModel.config()
        let weights = { Weights(MemoryCheckpoint(TinyModel.weights(config)), renaming: TransformerModel.keyRules) }
        let drawing = try TransformerModel(config: config, weights: weights())
        let training = try TransformerModel(config: config, weights: weights(), scoresText: true)
        #expect(drawing.bytesPerStep == training.bytesPerStep)
        // 31 text tokens, in panels of 16 outputs.
        #expect(training.weightBytes - drawing.weightBytes == 32 * config.width * 4)
        let (first, second) = try (drawing.prefill(tokens: [2, 3]), training.prefill(tokens: [2, 3]))
        #expect(first.imageLogits.values == second.imageLogits.values)
    }
}

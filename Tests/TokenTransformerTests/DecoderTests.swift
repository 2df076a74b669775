import Tensors
import TestSupport
import Testing
import TokenTransformer

@Suite struct DecoderTests {
    /// Row r of a run: one of three prompts, codes of its own, and some of them given at once before the steps begin.
    struct RowPlan {
        let tokens: [Int]
        let codes: [Int]
        let forced: Int

        init(_ row: Int, config: TransformerConfig) {
            tokens = [[2, 9, 4, 3], [2, 17], [2, 5, 0, 11, 3]][row % 3]
            codes = TinyModel.codes(config, seed: UInt64(100 + row))
            forced = [0, 3, 7][row % 3]
        }
    }

    /// The logits of every row at every step after its forced codes.
    private func run(
        rows: [Int], model: TransformerModel, threads: Int
    ) throws -> [[[Float]]] {
        let pool = ComputePool(threads: threads)
        let plans = rows.map { RowPlan($0, config: model.config) }
        let prompts = try plans.map { try model.prefill(tokens: $0.tokens, on: pool) }
        var decoder = Decoder(model: model, prompts: prompts, on: pool)
        for (row, plan) in plans.enumerated() { try decoder.append(codes: Array(plan.codes[..<plan.forced]), toRow: row) }
        var logits = [[[Float]]](repeating: [], count: rows.count)
        for _ in 0..<model.config.imagePlaces {
            let codes: [Int?] = plans.indices.map { row in
                let position = decoder.position(ofRow: row)
                return position < model.config.imagePlaces ? plans[row].codes[position] : nil
            }
            for row in rows.indices where codes[row] != nil { logits[row].append(decoder.imageLogits.rows(row..<row + 1).values) }
            try decoder.step(codes: codes)
        }
        return logits
    }

    /// Rows of different prompts at different positions, some resting at the end, give the bits that they give alone.
    @Test(arguments: [TransformerRules.v3, .v2], Precision.allCases)
    func rowsDoNotDependOnTheirCompany(rules: TransformerRules, precision: Precision) throws {
        let model = try TinyModel.model(TinyModel.config(rules: rules), precision: precision)
        let alone = try (0..<40).map { try run(rows: [$0], model: model, threads: 1)[0] }
        for threads in [1, 2, 5] {
            for rows in [[4], [0, 1, 2], Array(8..<16), Array(0..<40), Array((0..<33).reversed())] {
                let together = try run(rows: rows, model: model, threads: threads)
                #expect(together == rows.map { alone[$0] }, "\(rows.count) rows, \(threads) threads")
            }
        }
    }

    /// However many codes are given at once, the bits are those of giving them one by one: no code overwrites what another still looks at.
    @Test(arguments: [TransformerRules.v3, .v2], Precision.allCases)
    func codesInPortionsAreCodesOneByOne(rules: TransformerRules, precision: Precision) throws {
        // Eight layers have all three patterns, and the picture is larger than what rows and neighbourhoods remember.
        let config = try TinyModel.config(layers: 8, gridSide: 12, rules: rules)
        let model = try TinyModel.model(config, precision: precision)
        let codes = Array(TinyModel.codes(config, seed: 6).prefix(config.imagePlaces))
        let prompt = try model.prefill(tokens: [2, 9, 4])
        var stepping = Decoder(model: model, prompts: [prompt])
        var stepwise: [Float] = []
        for code in codes {
            try stepping.step(codes: [code])
            stepwise += stepping.imageLogits.values
        }
        for threads in [1, 2, 5] {
            let pool = ComputePool(threads: threads)
            for size in [1, 5, config.gridSide, config.gridSide + 1, codes.count] {
                var appending = Decoder(model: model, prompts: [prompt], on: pool)
                var found: [Float] = []
                for first in stride(from: 0, to: codes.count, by: size) {
                    found += try appending.append(codes: Array(codes[first..<min(first + size, codes.count)]), toRow: 0).values
                }
                #expect(found == stepwise, "\(size) at once, \(threads) threads")
            }
        }
    }

    /// Codes that several rows are given together, each its own number of them, are those that each is given alone, and a row that begins anew
    /// remembers nothing.
    @Test(arguments: [TransformerRules.v3, .v2], Precision.allCases)
    func portionsOfSeveralRowsAreThoseOfEach(rules: TransformerRules, precision: Precision) throws {
        let config = try TinyModel.config(layers: 8, gridSide: 12, rules: rules)
        let model = try TinyModel.model(config, precision: precision)
        let prompts = try [[2, 9, 4], [2, 5], [2, 9, 4]].map { try model.prefill(tokens: $0) }
        // More places than go through the layers together.
        let codes = [70, 0, 90].enumerated().map { row, count in Array(TinyModel.codes(config, seed: UInt64(20 + row)).prefix(count)) }
        var rows = Decoder(model: model, prompts: prompts, on: ComputePool(threads: 5))
        try rows.append(codes: codes.map { Array($0.prefix(3).reversed()) })
        rows.restart()
        let logits = try rows.append(codes: codes).values
        let alone = try codes.indices.map { row in
            var decoder = Decoder(model: model, prompts: [prompts[row]])
            let logits = try decoder.append(codes: codes[row], toRow: 0).values
            return (logits: logits, last: decoder.imageLogits.values, position: decoder.position(ofRow: 0))
        }
        #expect(logits == alone.flatMap(\.logits))
        #expect(rows.imageLogits.values == alone.flatMap(\.last))
        #expect(codes.indices.map { rows.position(ofRow: $0) } == alone.map(\.position))
    }

    /// Rows that go on from another row are that row.
    @Test func rowsGoOnFromAnother() throws {
        let config = try TinyModel.config(gridSide: 7)
        let model = try TinyModel.model(config)
        let codes = TinyModel.codes(config, seed: 9)
        let prompt = try model.prefill(tokens: [2, 5])
        var alone = Decoder(model: model, prompts: [prompt])
        try alone.append(codes: Array(codes[..<20]), toRow: 0)
        var rows = Decoder(model: model, prompts: [prompt, prompt, prompt])
        try rows.append(codes: Array(codes[..<5]), toRow: 0)
        try rows.append(codes: Array(codes[..<20]), toRow: 1)
        rows.continueRows(0..<3, fromRow: 1)
        #expect((0..<3).allSatisfy { rows.position(ofRow: $0) == 20 })
        #expect(rows.imageLogits.values == alone.imageLogits.values + alone.imageLogits.values + alone.imageLogits.values)
        for code in codes[20..<30] {
            try alone.step(codes: [code])
            try rows.step(codes: [code, code, nil])
            #expect(rows.imageLogits.rows(0..<2).values == alone.imageLogits.values + alone.imageLogits.values)
        }
    }

    /// Codes given at once, codes given one by one, and the full forward pass are one computation.
    @Test(arguments: [TransformerRules.v3, .v2]) func allWaysOfReadingCodesAgree(rules: TransformerRules) throws {
        let config = try TinyModel.config(layers: 8, gridSide: 12, rules: rules)
        let model = try TinyModel.model(config)
        let tokens = [2, 9, 4, 3, 0]
        let codes = TinyModel.codes(config, seed: 5)
        let prompt = try model.prefill(tokens: tokens)

        var stepping = Decoder(model: model, prompts: [prompt])
        var stepwise = stepping.imageLogits.values
        for code in codes.prefix(config.imagePlaces) {
            try stepping.step(codes: [code])
            stepwise += stepping.imageLogits.values
        }
        var appending = Decoder(model: model, prompts: [prompt])
        var atOnce = appending.imageLogits.values
        atOnce += try appending.append(codes: Array(codes[..<9]), toRow: 0).values
        atOnce += try appending.append(codes: Array(codes[9..<config.imagePlaces]), toRow: 0).values
        #expect(appending.imageLogits.values == Array(atOnce.suffix(config.imageVocabulary)))

        let full = try model.logits(inputIDs: tokens + codes)
        #expect(full.shape == [config.sequenceLength, config.textVocabulary + config.imageVocabulary])
        let fullImage = (config.textPlaces - 1..<config.sequenceLength).flatMap { position in
            full.rows(position..<position + 1).values.suffix(config.imageVocabulary)
        }
        #expect(largestDifference(atOnce, stepwise) < 1e-5)
        #expect(largestDifference(fullImage, stepwise) < 1e-5)
        #expect(stepwise.allSatisfy { $0.isFinite })
    }

    /// Slots of two memories against the definition: changing a code changes the logits of exactly those positions that see it.
    @Test(arguments: [TransformerRules.v3, .v2], AttentionPattern.allCases)
    func positionsSeeWhatTheirPatternShows(rules: TransformerRules, pattern: AttentionPattern) throws {
        // Layers of the three patterns, of which only one attends; a picture larger than the square, so that some codes are out of sight.
        let config = try TinyModel.config(layers: 3, gridSide: 14, rules: rules)
        var weights = TinyModel.weights(config)
        for layer in 0..<config.layers where AttentionPattern.of(layer: layer, of: config.layers) != pattern {
            weights["transformer.layers.\(layer).attention.dense.weight"] = Tensor(shape: [config.width, config.width])
        }
        let model = try TinyModel.model(config, weights: weights)
        for changed in [0, 33, 100] {
            var codes = TinyModel.codes(config, seed: 1)
            let before = try model.logits(inputIDs: [2, 3] + [0, 0, 0] + codes)
            codes[changed] = (codes[changed] + 1) % config.imageVocabulary
            let after = try model.logits(inputIDs: [2, 3] + [0, 0, 0] + codes)
            // The patterns count from textLength, whatever the place of the picture.
            let changedPosition = config.textPlaces + changed - config.textLength
            for place in 0..<config.sequenceLength {
                let position = place - config.textLength
                let runs =
                    position < 0
                    ? [] : pattern.keyRuns(from: position, gridSide: config.gridSide, border: rules.neighbourhoodBorder)
                let sees = runs.contains { run in (0..<run.count).contains { run.start + $0 * run.stride == changedPosition } }
                let differs = before.rows(place..<place + 1).values != after.rows(place..<place + 1).values
                #expect(differs == sees, "place \(place), code \(changed)")
            }
        }
    }

    @Test func refusesCodesThatDoNotFitAndStaysAsItWas() throws {
        let config = try TinyModel.config(gridSide: 2)
        let model = try TinyModel.model(config)
        var decoder = Decoder(model: model, prompts: [try model.prefill(tokens: [2]), try model.prefill(tokens: [3])])
        let before = decoder.imageLogits.values
        do {
            try decoder.step(codes: [1, 19])
            Issue.record("a code outside the vocabulary was taken")
        } catch {
            #expect(error == .codeOutOfRange(code: 19, index: 0, vocabulary: 19))
        }
        do {
            try decoder.append(codes: [0, 1, 2, 3, 4], toRow: 0)
            Issue.record("five codes were taken for a picture of four")
        } catch {
            #expect(error == .tooManyCodes(found: 5, limit: 4))
        }
        #expect(decoder.imageLogits.values == before)
        #expect(decoder.position(ofRow: 0) == 0)
        try decoder.step(codes: [nil, 2])
        #expect(decoder.position(ofRow: 0) == 0)
        #expect(decoder.position(ofRow: 1) == 1)
        #expect(Array(decoder.imageLogits.values[..<19]) == Array(before[..<19]))
    }

    @Test func attentionOutputIsClamped() throws {
        let config = try TinyModel.config(layers: 1, sandwichLayerNorm: false)
        #expect(try logits(config, bias: 1e9) == logits(config, bias: 65_504))
        #expect(try logits(config, bias: 60_000) != logits(config, bias: 65_504))
    }

    /// Logits of a model whose attention gives nothing but ± `bias`.
    private func logits(_ config: TransformerConfig, bias: Float) throws -> [Float] {
        var weights = TinyModel.weights(config)
        weights["transformer.layers.0.attention.dense.weight"] = Tensor(shape: [config.width, config.width])
        let signs = (0..<config.width).map { $0 % 3 == 0 ? -bias : bias }
        weights["transformer.layers.0.attention.dense.bias"] = Tensor(shape: [config.width], values: signs)
        return try TinyModel.model(config, weights: weights).prefill(tokens: [2]).imageLogits.values
    }
}

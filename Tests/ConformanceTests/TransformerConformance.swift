import Benchmarks
import Checkpoints
import Foundation
import Tensors
import TestSupport
import TokenTransformer

/// A case of kind `dalle`: the transformer in the original container, against all that the original program made of it.
func checkTransformer(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: TransformerCase.self)
    let (config, weights, expected) = try description.files(in: golden)
    let model = try TransformerModel(config: config, weights: weights, scoresText: true)
    let sequences = try sequences(of: expected)
    let logits = try sequences.map { try model.logits(inputIDs: $0) }
    let stepwise = try decodeStepwise(sequences, model: model)

    func ratio(_ found: [Float], _ name: String, relative: Float) throws -> Float {
        let expectedValues = try expected.tensor(name, shape: expected.shape(of: name)).values
        return largestToleranceRatio(found, expectedValues, relative: relative, absolute: description.atol)
    }
    let greedy = try decodeGreedily(sequences[0], model: model)
    let expectedGreedy = try expected.integers("greedy", shape: [config.imageLength]).map(Int.init)
    return CaseResult(parts: [
        ("unread weights", weights.unread().isEmpty ? 0 : .infinity),
        ("perplexity shift", config.rules.perplexityShift == description.perplexityShift ? 0 : .infinity),
        ("logits", try ratio(logits.flatMap(\.values), "logits", relative: description.rtol)),
        ("loss", try ratio(meanLoss(logits, sequences, config: config), "loss", relative: description.rtol)),
        ("step logits", try ratio(stepwise.logits, "step_image_logits", relative: description.rtol)),
        ("perplexity", try ratio(stepwise.perplexities, "ppl", relative: description.pplRtol)),
        ("greedy", greedy == expectedGreedy ? 0 : .infinity),
    ])
}

/// What each precision below float32 makes of the same case: its logits at all positions of the pictures against float32's.
func transformerAccuracy(_ golden: GoldenCase) throws -> [(Precision, LogitComparison)] {
    let (config, weights, expected) = try golden.decoded(as: TransformerCase.self).files(in: golden)
    let sequences = try sequences(of: expected)
    func logits(_ precision: Precision) throws -> Tensor {
        let model = try TransformerModel(config: config, weights: weights, precision: precision)
        return Tensor(
            shape: [sequences.count * config.imageLength, config.imageVocabulary],
            values: try decodeStepwise(sequences, model: model).logits)
    }
    let reference = try logits(.float32)
    return try Precision.allCases.filter { $0 != .float32 }.map { precision in
        let other = try logits(precision)
        var comparison = LogitComparison()
        for position in 0..<reference.shape[0] {
            reference.withRow(position) { reference in
                other.withRow(position) { comparison.add(reference: reference, other: $0) }
            }
        }
        return (precision, comparison)
    }
}

/// Text and codes of each sequence of a case.
private func sequences(of expected: Weights) throws -> [[Int]] {
    let shape = try expected.shape(of: "input_ids")
    let ids = try expected.integers("input_ids", shape: shape).map(Int.init)
    return (0..<shape[0]).map { Array(ids[$0 * shape[1]..<($0 + 1) * shape[1]]) }
}

/// The `case.json` of kind `dalle`.
private struct TransformerCase: Decodable {
    let hfVersion: String
    let config: Sizes
    let checkpoint: String
    let rtol: Float
    let atol: Float
    let pplRtol: Float
    let perplexityShift: Int

    func files(in golden: GoldenCase) throws -> (config: TransformerConfig, weights: Weights, expected: Weights) {
        let file = try CheckpointFile.open(golden.folder.appending(path: checkpoint))
        return (
            try config.transformerConfig(rules: hfVersion), Weights(file, renaming: TransformerModel.keyRules),
            Weights(try CheckpointFile.open(golden.folder.appending(path: "expected.safetensors")))
        )
    }

    struct Sizes: Decodable {
        let numLayers: Int
        let hiddenSize: Int
        let numAttentionHeads: Int
        let textSeqLength: Int
        let imageTokensPerDim: Int
        let vocabSize: Int
        let imageVocabSize: Int
        let cogviewSandwichLayernorm: Bool

        func transformerConfig(rules: String) throws -> TransformerConfig {
            try TransformerConfig(
                layers: numLayers, width: hiddenSize, heads: numAttentionHeads, textLength: textSeqLength,
                gridSide: imageTokensPerDim, textVocabulary: vocabSize, imageVocabulary: imageVocabSize,
                sandwichLayerNorm: cogviewSandwichLayernorm, rules: TransformerRules(named: rules))
        }
    }
}

/// Total, text and image loss, each the mean over sequences of one length.
private func meanLoss(_ logits: [Tensor], _ sequences: [[Int]], config: TransformerConfig) throws -> [Float] {
    let losses = try zip(logits, sequences).map { try TransformerLoss(logits: $0, inputIDs: $1, config: config) }
    return [\TransformerLoss.total, \.text, \.image].map { part in
        Float(losses.reduce(0) { $0 + $1[keyPath: part] } / Double(losses.count))
    }
}

/// Image logits, `[sequences, imageLength, imageVocabulary]`, and perplexities, from decoding in lock-step, each sequence with its own
/// codes.
private func decodeStepwise(
    _ sequences: [[Int]], model: TransformerModel
) throws -> (logits: [Float], perplexities: [Float]) {
    let config = model.config
    let prompts = try sequences.map { try model.prefill(tokens: Array($0.prefix(config.textLength))) }
    let codes = sequences.map { Array($0.dropFirst(config.textLength)) }
    var decoder = Decoder(model: model, prompts: prompts)
    var logits = [[Float]](repeating: [], count: sequences.count)
    var perplexities = [Perplexity](repeating: Perplexity(rules: config.rules), count: sequences.count)
    for position in 0..<config.imageLength {
        for row in sequences.indices {
            decoder.imageLogits.withRow(row) { rowLogits in
                for index in rowLogits.indices { logits[row].append(rowLogits[index]) }
                perplexities[row].add(code: codes[row][position], logits: rowLogits)
            }
        }
        if position < config.imageLength - 1 { try decoder.step(codes: codes.map { $0[position] }) }
    }
    return (logits.flatMap { $0 }, perplexities.map { Float($0.value) })
}

/// The codes that follow the sequence's text when the likeliest is always taken.
private func decodeGreedily(_ sequence: [Int], model: TransformerModel) throws -> [Int] {
    let prompt = try model.prefill(tokens: Array(sequence.prefix(model.config.textLength)))
    var decoder = Decoder(model: model, prompts: [prompt])
    let sampler = try Sampler(topK: 1, topP: 1)
    var codes: [Int] = []
    while true {
        codes.append(try decoder.imageLogits.withRow(0) { logits throws(TransformerError) in
            try sampler.draw(from: logits, uniform: 0.5)
        })
        if codes.count == model.config.imageLength { return codes }
        try decoder.step(codes: [codes.last])
    }
}

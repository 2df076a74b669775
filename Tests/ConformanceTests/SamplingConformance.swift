import Checkpoints
import Foundation
import Tensors
import TestSupport
import TokenTransformer

/// A case of kind `sampling`: the probabilities of the codes after temperature, top-k and top-p.
///
/// Where top-p cuts through equal probabilities, which codes stay is left to the sampler, so such rows are compared sorted as well.
func checkSampling(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: SamplingCase.self)
    let expected = Weights(try CheckpointFile.open(golden.folder.appending(path: "expected.safetensors")))
    let shape = try expected.shape(of: "logits")
    let logits = try expected.tensor("logits", shape: shape)
    return CaseResult(
        parts: try description.cases.map { parameters in
            let sampler = try Sampler(
                temperature: parameters.temperature, topK: parameters.topK, topP: parameters.topP)
            let probabilities = try expected.tensor(parameters.probs, shape: shape)
            var largest: Float = 0
            for row in 0..<shape[0] {
                let found = try logits.withRow(row) { logits throws(TransformerError) in
                    try sampler.probabilities(of: logits)
                }
                let expected = probabilities.rows(row..<row + 1).values
                var difference = largestDifference(found, expected)
                if cutsThroughEqualProbabilities(expected, logits: logits.rows(row..<row + 1).values) {
                    difference = min(difference, largestDifference(found.sorted(), expected.sorted()))
                }
                largest = max(largest, difference / description.atol)
            }
            return (parameters.probs, largest)
        })
}

/// Whether of codes with the same logit some were kept and some dropped.
private func cutsThroughEqualProbabilities(_ probabilities: [Float], logits: [Float]) -> Bool {
    let kept = Set(logits.indices.filter { probabilities[$0] > 0 }.map { logits[$0] })
    return logits.indices.contains { probabilities[$0] == 0 && kept.contains(logits[$0]) }
}

/// The `case.json` of kind `sampling`.
private struct SamplingCase: Decodable {
    let cases: [Parameters]
    let atol: Float

    struct Parameters: Decodable {
        let topK: Int
        let topP: Float
        let temperature: Float
        /// The name of the expected probabilities.
        let probs: String
    }
}

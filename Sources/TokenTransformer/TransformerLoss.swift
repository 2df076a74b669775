import Foundation
import Tensors

/// Next-token cross-entropies of one sequence as the released models were trained on them; here to check against the original.
///
/// The labels are the ids after the first, text then image, padding's included. The first `textLength` positions are scored on the text
/// vocabulary and the rest on the image vocabulary, wherever the text ends: without a leading token the last text position
/// is thus scored against the first image code as if that were a text token, and the first image code is never learnt.
public struct TransformerLoss: Sendable, Equatable {
    public let text: Double
    public let image: Double
    /// (text + 7 image) / 8.
    public var total: Double { (text + Self.imageWeight * image) / (1 + Self.imageWeight) }

    private static let imageWeight = 7.0

    public init(text: Double, image: Double) {
        self.text = text
        self.image = image
    }

    /// - Parameters:
    ///   - logits: what `TransformerModel.logits` gave: `[positions, textVocabulary + imageVocabulary]`.
    ///   - inputIDs: the same as then, with all of the picture's codes.
    /// - Throws: `tooManyTokens`, `tokenOutOfRange`, `codeOutOfRange`.
    public init(logits: Tensor, inputIDs: [Int], config: TransformerConfig) throws(TransformerError) {
        let ids = try config.textIDs(for: Array(inputIDs.prefix(config.textLength)))
        let codes = Array(inputIDs.dropFirst(config.textLength))
        try config.check(codes: codes)
        let labels = Array((ids + codes).dropFirst())
        let textColumns = 0..<config.textVocabulary
        let imageColumns = config.textVocabulary..<config.textVocabulary + config.imageVocabulary
        let textLabels = labels.prefix(config.textLength)
        for (index, label) in textLabels.enumerated() where label >= config.textVocabulary {
            throw .tokenOutOfRange(token: label, index: index, vocabulary: config.textVocabulary)
        }
        text = Self.meanCrossEntropy(logits, columns: textColumns, labels: textLabels)
        image = Self.meanCrossEntropy(logits, columns: imageColumns, labels: labels.dropFirst(config.textLength))
    }

    /// The mean over the positions that are the labels' indices.
    private static func meanCrossEntropy(_ logits: Tensor, columns: Range<Int>, labels: ArraySlice<Int>) -> Double {
        var sum = 0.0
        for (position, label) in zip(labels.indices, labels) {
            sum += logits.withRow(position) { crossEntropy($0.extracting(columns), label: label) }
        }
        return sum / Double(labels.count)
    }

    private static func crossEntropy(_ logits: Span<Float>, label: Int) -> Double {
        var largest = -Double.infinity
        for index in logits.indices { largest = max(largest, Double(logits[index])) }
        var sum = 0.0
        for index in logits.indices { sum += exp(Double(logits[index]) - largest) }
        return largest + log(sum) - Double(logits[label])
    }
}

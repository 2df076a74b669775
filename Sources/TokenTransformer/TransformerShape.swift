import Checkpoints
import Tensors

/// What a checkpoint of a token transformer says of itself by its keys, shapes and masks: all of its blueprint but the number of heads, and
/// the rules only where it holds the mask by which they differ.
public struct TransformerShape: Sendable, Equatable {
    public let layers: Int
    public let width: Int
    public let textLength: Int
    public let gridSide: Int
    public let textVocabulary: Int
    public let imageVocabulary: Int
    public let sandwichLayerNorm: Bool
    /// The rules that the checkpoint's own mask of neighbourhoods was made by; nil where it holds none, or one that fits several or none.
    public let rules: TransformerRules?

    private static let maskName = "transformer.conv_mask"

    /// Nil where the keys are not those of such a transformer.
    /// - Throws: what is wrong with the bytes of the mask.
    public init?(_ checkpoint: any Checkpoint) throws(CheckpointError) {
        func size(_ key: String, axes: Int = 2, axis: Int) -> Int? {
            guard let shape = checkpoint.summary(of: key)?.shape, shape.count == axes else { return nil }
            return shape[axis]
        }
        guard let width = size("text_embeddings.weight", axis: 1), let textVocabulary = size("text_embeddings.weight", axis: 0),
            let imageVocabulary = size("image_embeddings.weight", axis: 0), let textRows = size("text_pos_embeddings.weight", axis: 0),
            let gridSide = size("image_row_embeddings.weight", axis: 0), textRows > 1
        else { return nil }
        let layers = (0...).first { checkpoint.summary(of: "transformer.layers.\($0).attention.query_key_value.weight") == nil } ?? 0
        guard layers > 0 else { return nil }
        self.layers = layers
        self.width = width
        textLength = textRows - 1
        self.gridSide = gridSide
        self.textVocabulary = textVocabulary
        self.imageVocabulary = imageVocabulary
        sandwichLayerNorm = checkpoint.summary(of: "transformer.layers.0.before_first_addition_layernorm.weight") != nil
        rules = try Self.rules(ofMaskIn: checkpoint, textLength: textRows - 1, gridSide: gridSide)
    }

    /// The heads of the released transformers of this width; nil where there is none.
    public var releasedHeads: Int? {
        [TransformerConfig.malevich, .kandinsky].first { $0.width == width && $0.textLength == textLength && $0.gridSide == gridSide }?.heads
    }

    /// - Throws: `sizeOutOfRange`, `widthNotDivisible`.
    public func config(heads: Int, rules: TransformerRules) throws(TransformerError) -> TransformerConfig {
        try TransformerConfig(
            layers: layers, width: width, heads: heads, textLength: textLength, gridSide: gridSide, textVocabulary: textVocabulary,
            imageVocabulary: imageVocabulary, sandwichLayerNorm: sandwichLayerNorm, rules: rules)
    }

    /// The generations of rules wrap the neighbourhood at the picture's border or clamp it, and their masks show it.
    private static func rules(
        ofMaskIn checkpoint: any Checkpoint, textLength: Int, gridSide: Int
    ) throws(CheckpointError) -> TransformerRules? {
        // Beyond every model; the square of the sequence would be too much to read for a guess.
        guard (1...64).contains(gridSide), textLength <= 4_096 else { return nil }
        let side = textLength + gridSide * gridSide
        guard checkpoint.summary(of: maskName)?.shape == [side, side] else { return nil }
        let mask = try checkpoint.tensor(maskName)
        let fitting = TransformerRules.all.filter { rules in
            (0..<gridSide * gridSide).allSatisfy { query in
                fits(mask, query: query, textLength: textLength, gridSide: gridSide, border: rules.neighbourhoodBorder)
            }
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Whether an image position's row of a mask `[textLength + gridSide², textLength + gridSide²]` shows the neighbours that it has with
    /// such a border, and no others.
    private static func fits(_ mask: Tensor, query: Int, textLength: Int, gridSide: Int, border: NeighbourhoodBorder) -> Bool {
        var isSeen = [Bool](repeating: false, count: gridSide * gridSide)
        for run in AttentionPattern.neighbourhood.keyRuns(from: query, gridSide: gridSide, border: border) {
            for index in 0..<run.count { isSeen[run.start + index * run.stride] = true }
        }
        let start = (textLength + query) * mask.shape[1] + textLength
        return mask.withUnsafeBufferPointer { mask in
            isSeen.indices.allSatisfy { (mask[start + $0] != 0) == isSeen[$0] }
        }
    }
}

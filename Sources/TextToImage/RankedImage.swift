import ImageCodec
import Images

/// A painted candidate and what is known of it.
public struct RankedImage: Sendable {
    /// From 1, the best.
    public let rank: Int
    /// Its index among all candidates of the prompt.
    public let candidate: Int
    public let codes: CodeGrid
    public let image: Image
    /// Cosine of picture and prompt, where the pictures were compared with it.
    public let score: Float?
    /// How surprised the transformer was by its own codes; lower is surer.
    public let perplexity: Float
    /// Which of the request's image prompts it goes on from.
    public let imagePrompt: Int?
    /// All codes in the order of painting, those that came to stand outside of the picture included.
    package let paintedCodes: [Int32]

    /// The same candidate with another picture of it.
    func showing(_ image: Image) -> RankedImage {
        RankedImage(
            rank: rank, candidate: candidate, codes: codes, image: image, score: score, perplexity: perplexity,
            imagePrompt: imagePrompt, paintedCodes: paintedCodes)
    }
}

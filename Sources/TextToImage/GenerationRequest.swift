/// What is to be painted.
public struct GenerationRequest: Sendable, Equatable {
    public var prompt: String
    /// Which candidates of the prompt's endless row: any range of them comes out the same as in a request for more.
    public var candidates: Range<Int>
    public var seed: UInt64
    public var sampling: SamplingOptions
    /// Nil for `clip` where the model can, else `perplexity`.
    public var ranking: Ranking?
    /// Nil for the square that the model was trained to paint.
    public var shape: PictureShape?
    /// Pictures to start from. Candidates take them in turns: candidate c the one at c modulo their number.
    public var imagePrompts: [ImagePrompt]
    /// After how many rows of codes each time a preview follows; nil for never. Changes nothing else.
    public var previewRows: Int?

    /// The most candidates of one request.
    public static let largestCandidateCount = 1024

    public init(
        prompt: String, candidates: Range<Int>, seed: UInt64, sampling: SamplingOptions = SamplingOptions(), ranking: Ranking? = nil,
        shape: PictureShape? = nil, imagePrompts: [ImagePrompt] = [], previewRows: Int? = nil
    ) {
        self.prompt = prompt
        self.candidates = candidates
        self.seed = seed
        self.sampling = sampling
        self.ranking = ranking
        self.shape = shape
        self.imagePrompts = imagePrompts
        self.previewRows = previewRows
    }

    /// Short enough to be read out; the streams are as independent as for any other seed.
    public static func randomSeed() -> UInt64 { UInt64(UInt32.random(in: .min ... .max)) }

    /// How many candidates of each of so many image prompts one request may have; of none, how many candidates.
    public static func candidateCounts(imagePrompts: Int) -> ClosedRange<Int> {
        1...max(largestCandidateCount / max(imagePrompts, 1), 1)
    }

    /// - Throws: `TextToImageError.badOption`.
    public func validate() throws(TextToImageError) {
        guard candidates.count >= 1, candidates.count <= Self.largestCandidateCount, candidates.lowerBound >= 0 else {
            throw .badOption(name: "--candidates", value: "\(candidates.count)", allowed: .range(1...Self.largestCandidateCount))
        }
        try sampling.validate()
        try shape?.validate()
        if let previewRows, previewRows < 1 {
            throw .badOption(name: "--preview-every", value: "\(previewRows)", allowed: .atLeast(1))
        }
    }
}

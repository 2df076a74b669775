/// What is to be painted.
public struct GenerationRequest: Sendable, Equatable {
    public var prompt: String
    /// Which candidates of the prompt's endless row: any range of them comes out the same as in a request for more.
    public var candidates: Range<Int>
    public var seed: UInt64
    public var sampling: SamplingOptions
    /// Whether the pictures are compared with the prompt and ordered by it; else they are ordered by perplexity.
    public var ranks: Bool
    /// Nil for the square that the model was trained to paint.
    public var shape: PictureShape?
    /// Pictures to start from. Candidates take them in turns: candidate c the one at c modulo their number.
    public var imagePrompts: [ImagePrompt]

    /// The most candidates of one request.
    public static let largestCandidateCount = 1024

    public init(
        prompt: String, candidates: Range<Int>, seed: UInt64, sampling: SamplingOptions = SamplingOptions(), ranks: Bool = true,
        shape: PictureShape? = nil, imagePrompts: [ImagePrompt] = []
    ) {
        self.prompt = prompt
        self.candidates = candidates
        self.seed = seed
        self.sampling = sampling
        self.ranks = ranks
        self.shape = shape
        self.imagePrompts = imagePrompts
    }

    /// - Throws: `TextToImageError.badOption` or `.emptyPrompt`.
    public func validate() throws(TextToImageError) {
        guard candidates.count >= 1, candidates.count <= Self.largestCandidateCount, candidates.lowerBound >= 0 else {
            throw .badOption(name: "--candidates", value: "\(candidates.count)", allowed: .range(1...Self.largestCandidateCount))
        }
        try sampling.validate()
        try shape?.validate()
    }
}

import ImageCodec
import Images
import TokenTransformer

/// One request on its way from prompt to ranked pictures: a sequence of events that the caller pulls.
///
/// Stopping is not calling `next()` any more. A run belongs to one thread at a time; its arithmetic runs on the pipeline's pool.
public final class GenerationRun {
    /// The prompt as the model reads it.
    public let prompt: TokenizedPrompt

    private let request: GenerationRequest
    let pipeline: TextToImagePipeline
    private let ranking: Ranking
    private let sampler: Sampler
    let composition: Composition
    private var stage = Stage.reading
    /// Candidates whose codes are being drawn together.
    private var wave: CandidateWave?
    private var prompts: CandidateWave.Prompts?
    /// By image prompt and cell, the codes that are given; one list of nothing without image prompts.
    private var given: [[Int?]] = []
    /// Candidates with all their codes, not painted yet.
    private var drawn: [CandidateWave.Drawn] = []
    private var painted: [Painted] = []
    private var scores: (([Image]) -> [Float])?
    private var codesDrawn = 0
    private var previewIsDue = false

    private enum Stage {
        case reading, drawing, painting, done
    }

    private struct Painted {
        let drawn: CandidateWave.Drawn
        let image: Image
        let score: Float?
    }

    /// Candidates that advance together. More would only wait for each other's pictures: a group of rows reads each weight once.
    private static let rowsOfWave = 32
    /// Pictures that are painted and scored between two events, so that they share the reading of the weights.
    private static let picturesTogether = 8

    init(_ request: GenerationRequest, pipeline: TextToImagePipeline) throws {
        composition = try pipeline.composition(of: request)
        ranking = try pipeline.ranking(of: request)
        self.request = request
        self.pipeline = pipeline
        prompt = try pipeline.tokenize(request.prompt)
        sampler = try Sampler(
            temperature: Float(request.sampling.temperature), topK: request.sampling.topK, topP: Float(request.sampling.topP))
    }

    /// Of its pictures, in pixels.
    public var pictureSize: (width: Int, height: Int) { (composition.layout.width, composition.layout.height) }

    /// Does one step and says what it did; nil when all is done.
    ///
    /// - Throws: `TransformerError`, `ImageCodecError` or `TextImageMatchingError` where the model's numbers are unusable.
    public func next() throws -> GenerationEvent? {
        switch stage {
        case .reading:
            try readPrompt()
            stage = .drawing
            return .promptRead(prompt)
        case .drawing:
            if previewIsDue, let wave {
                previewIsDue = false
                return .preview(try preview(of: wave))
            }
            try drawCodes()
            return .codesDrawn(done: codesDrawn, of: request.candidates.count * composition.canvas.cellCount)
        case .painting:
            guard !drawn.isEmpty else {
                stage = .done
                return .ranked(rankedPictures())
            }
            try paint(Array(drawn.prefix(Self.picturesTogether)))
            drawn.removeFirst(min(Self.picturesTogether, drawn.count))
            if drawn.isEmpty, painted.count < request.candidates.count { stage = .drawing }
            return .picturesPainted(done: painted.count, of: request.candidates.count)
        case .done:
            return nil
        }
    }

    private func readPrompt() throws {
        func state(of prompt: TokenizedPrompt) throws -> PromptState {
            try pipeline.transformer.prefill(tokens: prompt.ids.map(Int.init), on: pipeline.pool)
        }
        prompts = CandidateWave.Prompts(
            conditional: try state(of: prompt),
            unconditional: request.sampling.guidance == 1 ? nil : try state(of: pipeline.unconditionalPrompt()),
            guidance: Float(request.sampling.guidance))
        given = try composition.givenCodes(by: pipeline.imagePromptEncoder)
        scores = ranking.needsMatcher ? try pipeline.scorer(for: request.prompt) : nil
    }

    /// One code for each candidate of the wave, or some that are given.
    private func drawCodes() throws {
        let wave = try wave ?? nextWave()
        self.wave = wave
        let before = wave.codeCount
        try wave.step()
        codesDrawn += wave.codeCount - before
        if let drawn = try wave.finished() {
            self.drawn = drawn
            self.wave = nil
            stage = .painting
        } else if let rows = request.previewRows {
            let interval = min(rows, composition.canvas.height) * composition.canvas.width * wave.count
            previewIsDue = wave.codeCount / interval > before / interval
        }
    }

    private func nextWave() throws -> CandidateWave {
        guard let prompts else { preconditionFailure("codes are drawn before the prompt was read") }
        let first = request.candidates.lowerBound + painted.count
        let candidates = first..<min(first + Self.rowsOfWave / prompts.rowsPerCandidate, request.candidates.upperBound)
        return CandidateWave(
            candidates: candidates, seed: request.seed, prompts: prompts, model: pipeline.transformer, sampler: sampler,
            pool: pipeline.pool, canvas: composition.canvas,
            given: candidates.map { given[composition.imagePrompt(ofCandidate: $0) ?? 0] },
            givesWindow: composition.nextSquares(by: pipeline))
    }

    private func paint(_ drawn: [CandidateWave.Drawn]) throws {
        let images = try zip(pipeline.decode(drawn.map(\.codes)), drawn).map { composition.picture($0, candidate: $1.candidate) }
        let scores = scores.map { composition.scores(of: images, by: $0) }
        for (index, image) in images.enumerated() {
            painted.append(Painted(drawn: drawn[index], image: image, score: scores?[index]))
        }
    }

    private func rankedPictures() -> [RankedImage] {
        ranking.order(of: painted.map { ($0.score, $0.drawn.perplexity) })
            .map { painted[$0] }
            .enumerated()
            .map { index, picture in
                RankedImage(
                    rank: index + 1, candidate: picture.drawn.candidate, codes: picture.drawn.codes, image: picture.image,
                    score: picture.score, perplexity: Float(picture.drawn.perplexity),
                    imagePrompt: composition.imagePrompt(ofCandidate: picture.drawn.candidate),
                    paintedCodes: picture.drawn.cells.map { Int32($0) })
            }
    }
}

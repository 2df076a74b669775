import ImageCodec
import Synchronization
import Tensors
import TokenTransformer

/// Candidates of one prompt whose codes are drawn in lock-step: one row of the decoder each, or two where guidance also asks what the
/// model would paint without the prompt.
final class CandidateWave {
    /// What the rows of the wave read.
    struct Prompts {
        let conditional: PromptState
        /// The empty caption; nil where there is no guidance.
        let unconditional: PromptState?
        let guidance: Float

        var rowsPerCandidate: Int { unconditional == nil ? 1 : 2 }
    }

    /// A candidate with all its codes.
    struct Drawn {
        let candidate: Int
        let codes: CodeGrid
        let perplexity: Double
    }

    private struct Row {
        let candidate: Int
        let stream: RandomStream
        var perplexity: Perplexity
        var codes: [Int] = []
    }

    private let config: TransformerConfig
    private let prompts: Prompts
    private let sampler: Sampler
    private let pool: ComputePool
    /// First the rows with the prompt, then, in the same order, those without.
    private var decoder: Decoder
    private var rows: [Row]

    var count: Int { rows.count }

    init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, model: TransformerModel, sampler: Sampler, pool: ComputePool
    ) {
        config = model.config
        self.prompts = prompts
        self.sampler = sampler
        self.pool = pool
        let conditional = candidates.map { _ in prompts.conditional }
        let unconditional = prompts.unconditional.map { state in candidates.map { _ in state } } ?? []
        decoder = Decoder(model: model, prompts: conditional + unconditional, on: pool)
        rows = candidates.map { candidate in
            Row(
                candidate: candidate,
                stream: RandomStream(seed: seed, promptDigest: prompts.conditional.digest, candidate: candidate),
                perplexity: Perplexity(rules: model.config.rules))
        }
    }

    /// Draws the next code of each candidate.
    func step() throws(TransformerError) {
        let codes = try drawnCodes()
        for (index, code) in codes.enumerated() { rows[index].codes.append(code) }
        // Nothing is predicted from the last code.
        if rows[0].codes.count < config.imageLength {
            try decoder.step(codes: prompts.unconditional == nil ? codes : codes + codes)
        }
    }

    /// The candidates once they have all their codes, else nil.
    func finished() throws(ImageCodecError) -> [Drawn]? {
        guard rows[0].codes.count == config.imageLength else { return nil }
        var drawn = [Drawn]()
        for row in rows {
            let codes = try CodeGrid(width: config.gridSide, height: config.gridSide, codes: row.codes.map(Int32.init))
            drawn.append(Drawn(candidate: row.candidate, codes: codes, perplexity: row.perplexity.value))
        }
        return drawn
    }

    private func drawnCodes() throws(TransformerError) -> [Int] {
        let conditional = decoder.imageLogits.rows(0..<count)
        let guided =
            prompts.unconditional == nil
            ? conditional
            : Sampler.guided(
                conditional: conditional, unconditional: decoder.imageLogits.rows(count..<2 * count), scale: prompts.guidance)
        let results = Mutex([Result<Int, TransformerError>?](repeating: nil, count: count))
        pool.parallel(count) { index in
            let row = rows[index]
            let result = Result { () throws(TransformerError) in
                try guided.withRow(index) { logits throws(TransformerError) in
                    try sampler.draw(from: logits, stream: row.stream, position: row.codes.count)
                }
            }
            results.withLock { $0[index] = result }
        }
        var codes = [Int]()
        for (index, result) in results.withLock({ $0 }).enumerated() {
            guard let result else { preconditionFailure("a row was not drawn") }
            let code = try result.get()
            // The model is scored as it is, not as guidance bends it.
            conditional.withRow(index) { rows[index].perplexity.add(code: code, logits: $0) }
            codes.append(code)
        }
        return codes
    }
}

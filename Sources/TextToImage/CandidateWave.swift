import ImageCodec
import Tensors
import TokenTransformer

/// Candidates of one prompt whose codes are drawn in lock-step: one row of the decoder each, or two where guidance also asks what the
/// model would paint without the prompt.
package final class CandidateWave {
    /// What the rows of the wave read.
    package struct Prompts {
        let conditional: PromptState
        /// The empty caption; nil where there is no guidance.
        let unconditional: PromptState?
        let guidance: Float

        package init(conditional: PromptState, unconditional: PromptState?, guidance: Float) {
            self.conditional = conditional
            self.unconditional = unconditional
            self.guidance = guidance
        }

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

    /// Candidates without codes.
    convenience init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, model: TransformerModel, sampler: Sampler, pool: ComputePool
    ) {
        let conditional = candidates.map { _ in prompts.conditional }
        let unconditional = prompts.unconditional.map { state in candidates.map { _ in state } } ?? []
        self.init(
            candidates: candidates, seed: seed, prompts: prompts, config: model.config, sampler: sampler, pool: pool,
            decoder: Decoder(model: model, prompts: conditional + unconditional, on: pool), codes: [])
    }

    /// Candidates that go on from codes that they share and that are not scored.
    ///
    /// - Parameter decoder: its rows, first those with the prompt, then those without, have read `codes`.
    package init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, config: TransformerConfig, sampler: Sampler, pool: ComputePool,
        decoder: consuming Decoder, codes: [Int]
    ) {
        precondition(decoder.rowCount == candidates.count * prompts.rowsPerCandidate, "\(decoder.rowCount) rows")
        self.config = config
        self.prompts = prompts
        self.sampler = sampler
        self.pool = pool
        self.decoder = decoder
        rows = candidates.map { candidate in
            Row(
                candidate: candidate,
                stream: RandomStream(seed: seed, promptDigest: prompts.conditional.digest, candidate: candidate),
                perplexity: Perplexity(rules: config.rules), codes: codes)
        }
    }

    /// Draws the next code of each candidate.
    package func step() throws(TransformerError) {
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
        let logits = decoder.imageLogits
        let count = count
        var results = [Result<Int, TransformerError>](repeating: .success(0), count: count)
        rows.withUnsafeMutableBufferPointer { rows in
            results.withUnsafeMutableBufferPointer { results in
                pool.parallel(count) { index in
                    results[index] = Result { () throws(TransformerError) in
                        try drawCode(of: &rows[index], by: logits, row: index, unconditionalRow: count + index)
                    }
                }
            }
        }
        var codes = [Int]()
        for result in results { codes.append(try result.get()) }
        return codes
    }

    private func drawCode(
        of row: inout Row, by logits: Tensor, row index: Int, unconditionalRow: Int
    ) throws(TransformerError) -> Int {
        let uniform = row.stream.uniform(at: row.codes.count)
        return try logits.withRow(index) { conditional throws(TransformerError) in
            // The model is scored as it is, not as guidance bends it.
            guard prompts.unconditional != nil else {
                let drawing = try sampler.drawing(from: conditional, uniform: uniform)
                row.perplexity.add(code: drawing.code, logits: conditional, normaliser: drawing.normaliser)
                return drawing.code
            }
            let drawing = try logits.withRow(unconditionalRow) { unconditional throws(TransformerError) in
                try sampler.drawing(
                    conditional: conditional, unconditional: unconditional, guidance: prompts.guidance, uniform: uniform)
            }
            row.perplexity.add(code: drawing.code, logits: conditional)
            return drawing.code
        }
    }
}

import ImageCodec
import Tensors
import TokenTransformer

/// Candidates of one prompt whose codes are drawn in lock-step: one row of the decoder each, or two where guidance also asks what the
/// model would paint without the prompt.
///
/// Each candidate may have codes that are given: those of an image prompt, and what earlier windows of its canvas have painted. The decoder
/// reads many of them at once; where they stand may differ from candidate to candidate.
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
        /// The picture's.
        let codes: CodeGrid
        /// All that were painted, in the order of painting.
        let cells: [Int]
        let perplexity: Double
    }

    private struct Row {
        let candidate: Int
        let stream: RandomStream
        var perplexity: Perplexity
        /// By cell, as far as painted.
        var codes: [Int] = []
        /// By cell, the codes of those that are not drawn.
        var given: [Int?]

        /// The code of a cell that has been painted or is given.
        func known(_ cell: Int) -> Int? { cell < codes.count ? codes[cell] : given[cell] }

        /// Takes the code of a cell, and scores it unless it was painted, and so scored, before.
        mutating func add(code: Int, cell: Int, logits: Span<Float>, normaliser: LogitNormaliser? = nil) {
            guard cell == codes.count else { return }
            perplexity.add(code: code, logits: logits, normaliser: normaliser)
            codes.append(code)
        }
    }

    private let config: TransformerConfig
    private let canvas: Canvas
    private let prompts: Prompts
    private let sampler: Sampler
    private let pool: ComputePool
    /// First the rows with the prompt, then, in the same order, those without.
    private var decoder: Decoder
    private var rows: [Row]
    private var window = 0
    /// How many cells of the window have their codes.
    private var position: Int
    /// Until here the first window is the same for all, and only the first candidate's rows read it.
    private let sharedPosition: Int
    /// From the codes of each candidate to what is given of the next window, beside the cells that it shares with earlier ones.
    private let givesWindow: (([[Int]]) throws -> [[Int?]])?

    /// Given codes, of all rows together, that are read between two events: more would not go through the layers together.
    private static let codesTogether = 128

    var count: Int { rows.count }

    /// Codes of all candidates together, given ones included.
    var codeCount: Int { rows[0].codes.count * rows.count }

    /// Candidates without codes.
    ///
    /// - Parameters:
    ///   - given: by candidate and cell, the codes that are not drawn.
    ///   - givesWindow: where later windows are given codes that depend on what was drawn: from each candidate's codes so far to those of the
    ///     next window, in its raster order, nil where one is to be drawn.
    convenience init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, model: TransformerModel, sampler: Sampler, pool: ComputePool,
        canvas: Canvas, given: [[Int?]], givesWindow: (([[Int]]) throws -> [[Int?]])?
    ) {
        let conditional = candidates.map { _ in prompts.conditional }
        let unconditional = prompts.unconditional.map { state in candidates.map { _ in state } } ?? []
        self.init(
            candidates: candidates, seed: seed, prompts: prompts, config: model.config, sampler: sampler, pool: pool,
            decoder: Decoder(model: model, prompts: conditional + unconditional, on: pool), codes: [], canvas: canvas, given: given,
            givesWindow: givesWindow)
    }

    /// Candidates of square pictures that go on from codes that they share and that are not scored.
    ///
    /// - Parameter decoder: its rows, first those with the prompt, then those without, have read `codes`.
    package convenience init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, config: TransformerConfig, sampler: Sampler, pool: ComputePool,
        decoder: consuming Decoder, codes: [Int]
    ) {
        let canvas = Canvas(side: config.gridSide)
        let nothing = [Int?](repeating: nil, count: canvas.cellCount)
        self.init(
            candidates: candidates, seed: seed, prompts: prompts, config: config, sampler: sampler, pool: pool, decoder: decoder,
            codes: codes, canvas: canvas, given: candidates.map { _ in nothing }, givesWindow: nil)
    }

    private init(
        candidates: Range<Int>, seed: UInt64, prompts: Prompts, config: TransformerConfig, sampler: Sampler, pool: ComputePool,
        decoder: consuming Decoder, codes: [Int], canvas: Canvas, given: [[Int?]], givesWindow: (([[Int]]) throws -> [[Int?]])?
    ) {
        precondition(decoder.rowCount == candidates.count * prompts.rowsPerCandidate, "\(decoder.rowCount) rows")
        precondition(given.count == candidates.count && given.allSatisfy { $0.count == canvas.cellCount }, "given codes")
        self.config = config
        self.canvas = canvas
        self.prompts = prompts
        self.sampler = sampler
        self.pool = pool
        self.decoder = decoder
        self.givesWindow = givesWindow
        position = codes.count
        let alike = canvas.windows[0].prefix { cell in
            given[0][cell] != nil && given.allSatisfy { $0[cell] == given[0][cell] }
        }
        sharedPosition = candidates.count > 1 ? alike.count : 0
        rows = zip(candidates, given).map { candidate, given in
            Row(
                candidate: candidate,
                stream: RandomStream(seed: seed, promptDigest: prompts.conditional.digest, candidate: candidate),
                perplexity: Perplexity(rules: config.rules), codes: codes, given: given)
        }
    }

    /// Draws the next code of each candidate, or reads some that are given to all of them.
    package func step() throws {
        if position == canvas.windows[window].count { try beginNextWindow() }
        let ahead = rows.map(givenAhead).min() ?? 0
        try ahead > 0 ? read(ahead) : draw()
    }

    /// The candidates once they have all their codes, else nil.
    func finished() throws(ImageCodecError) -> [Drawn]? {
        guard window == canvas.windows.count - 1, position == canvas.windows[window].count else { return nil }
        var drawn = [Drawn]()
        for row in rows {
            let codes = try CodeGrid(width: canvas.width, height: canvas.height, codes: canvas.raster.map { Int32(row.codes[$0]) })
            drawn.append(Drawn(candidate: row.candidate, codes: codes, cells: row.codes, perplexity: row.perplexity.value))
        }
        return drawn
    }

    /// What is known of each place of the pictures, in raster order: codes drawn or given, nil where there is none yet.
    var soFar: [(candidate: Int, codes: [Int?])] {
        rows.map { row in (row.candidate, canvas.raster.map(row.known)) }
    }

    private func beginNextWindow() throws {
        window += 1
        position = 0
        decoder.restart()
        guard let givesWindow else { return }
        for (index, given) in try givesWindow(rows.map(\.codes)).enumerated() {
            for (cell, code) in zip(canvas.windows[window], given) where code != nil { rows[index].given[cell] = code }
        }
    }

    /// How many codes of the window are known from here on.
    private func givenAhead(_ row: Row) -> Int {
        canvas.windows[window][position...].prefix { row.known($0) != nil }.count
    }

    /// Gives the next codes, all of them known, to the decoder, and scores those that nobody has scored.
    private func read(_ ahead: Int) throws(TransformerError) {
        let isShared = window == 0 && position < sharedPosition
        let readers = isShared ? 1 : count
        let limit = max(Self.codesTogether / (readers * prompts.rowsPerCandidate), 1)
        let cells = canvas.windows[window][position...].prefix(min(ahead, limit, isShared ? sharedPosition - position : ahead))
        let codes = rows.prefix(readers).map { row in cells.map { row.known($0)! } }
        position += cells.count
        // Nothing is predicted from the last code.
        let isEnd = position == canvas.windows[window].count
        let readCodes = codes.map { isEnd ? $0.dropLast() : $0 } + Array(repeating: [], count: count - readers)
        let before = decoder.imageLogits
        let after = try decoder.append(codes: prompts.unconditional == nil ? readCodes : readCodes + readCodes)
        let stride = readCodes[0].count
        rows.withUnsafeMutableBufferPointer { rows in
            pool.parallel(readers) { index in
                for (offset, cell) in cells.enumerated() {
                    let (logits, row) = offset == 0 ? (before, index) : (after, index * stride + offset - 1)
                    logits.withRow(row) { rows[index].add(code: codes[index][offset], cell: cell, logits: $0) }
                }
            }
        }
        if isShared, position == sharedPosition { shareFirstRow() }
    }

    /// All candidates go on from what the first has read.
    private func shareFirstRow() {
        for index in 1..<count {
            rows[index].codes = rows[0].codes
            rows[index].perplexity = rows[0].perplexity
        }
        for first in stride(from: 0, to: decoder.rowCount, by: count) {
            decoder.continueRows(first..<first + count, fromRow: first)
        }
    }

    /// The next code of each candidate: drawn, or given to some of them only.
    private func draw() throws(TransformerError) {
        let codes = try nextCodes(of: canvas.windows[window][position])
        position += 1
        // Nothing is predicted from the last code.
        if position < canvas.windows[window].count {
            try decoder.step(codes: prompts.unconditional == nil ? codes : codes + codes)
        }
    }

    private func nextCodes(of cell: Int) throws(TransformerError) -> [Int] {
        let logits = decoder.imageLogits
        let count = count
        var results = [Result<Int, TransformerError>](repeating: .success(0), count: count)
        rows.withUnsafeMutableBufferPointer { rows in
            results.withUnsafeMutableBufferPointer { results in
                pool.parallel(count) { index in
                    results[index] = Result { () throws(TransformerError) in
                        try nextCode(of: &rows[index], cell: cell, by: logits, row: index, unconditionalRow: count + index)
                    }
                }
            }
        }
        var codes = [Int]()
        for result in results { codes.append(try result.get()) }
        return codes
    }

    private func nextCode(
        of row: inout Row, cell: Int, by logits: Tensor, row index: Int, unconditionalRow: Int
    ) throws(TransformerError) -> Int {
        try logits.withRow(index) { conditional throws(TransformerError) in
            if let code = row.known(cell) {
                row.add(code: code, cell: cell, logits: conditional)
                return code
            }
            let uniform = row.stream.uniform(at: cell)
            // The model is scored as it is, not as guidance bends it.
            guard prompts.unconditional != nil else {
                let drawing = try sampler.drawing(from: conditional, uniform: uniform)
                row.add(code: drawing.code, cell: cell, logits: conditional, normaliser: drawing.normaliser)
                return drawing.code
            }
            let drawing = try logits.withRow(unconditionalRow) { unconditional throws(TransformerError) in
                try sampler.drawing(
                    conditional: conditional, unconditional: unconditional, guidance: prompts.guidance, uniform: uniform)
            }
            row.add(code: drawing.code, cell: cell, logits: conditional)
            return drawing.code
        }
    }
}

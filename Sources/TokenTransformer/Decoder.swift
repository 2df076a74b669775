import Tensors

/// Writes image codes after prompts, many rows in lock-step, so that each weight is read once per step for all of them.
///
/// A row is a prompt that has been read and the codes after it. Rows may belong to different prompts and stand at different
/// positions.
/// A row's logits are the same bits whatever runs beside it and on however many threads.
/// ```swift
/// var decoder = Decoder(model: model, prompts: [prompt, prompt])
/// while … {
///     let codes = …                      // drawn by decoder.imageLogits
///     try decoder.step(codes: codes)
/// }
/// ```
public struct Decoder: ~Copyable {
    /// Logits of the code that each row lacks next: `[rows, imageVocabulary]`. Of no meaning for a row that has all its codes.
    public private(set) var imageLogits: Tensor

    private let model: TransformerModel
    private let pool: ComputePool
    private var rows: [Row]
    private var scratch: TransformerScratch

    /// The most rows that go through the layers together.
    private static let rowsPerGroup = 32

    private struct Row {
        let prompt: PromptState
        let memory: KeyValueMemory
        /// Codes so far.
        var position = 0
    }

    /// - Parameters:
    ///   - prompts: one for each row, all read by the same model.
    ///   - pool: where the arithmetic runs.
    public init(model: TransformerModel, prompts: [PromptState], on pool: ComputePool = .shared) {
        let config = model.config
        self.model = model
        self.pool = pool
        rows = prompts.map { prompt in
            precondition(prompt.imageLogits.count == config.imageVocabulary && prompt.tokens.count == config.textLength)
            return Row(prompt: prompt, memory: KeyValueMemory(layout: model.imageLayout))
        }
        scratch = TransformerScratch(config: config, capacity: min(max(prompts.count, 1), Self.rowsPerGroup))
        imageLogits = Tensor(shape: [prompts.count, config.imageVocabulary])
        for (row, prompt) in prompts.enumerated() { imageLogits.replaceRow(row, with: prompt.imageLogits, row: 0) }
    }

    /// Some rows go on from where one stands: what they have in common has been computed once. They must have read the same prompt.
    package mutating func continueRows(_ indices: Range<Int>, fromRow row: Int) {
        let source = rows[row]
        for index in indices where index != row {
            precondition(rows[index].prompt.digest == source.prompt.digest, "a row of another prompt")
            rows[index].memory.copy(source.memory)
            rows[index].position = source.position
            imageLogits.replaceRow(index, with: imageLogits, row: row)
        }
    }

    /// All rows forget their codes and stand at the end of their text again: another picture, in the memory of the last one.
    public mutating func restart() {
        for row in rows.indices {
            rows[row].position = 0
            imageLogits.replaceRow(row, with: rows[row].prompt.imageLogits, row: 0)
        }
    }

    public var rowCount: Int { rows.count }

    /// How many codes a row has.
    public func position(ofRow row: Int) -> Int { rows[row].position }

    /// Gives each row its next code, drawn or forced, and computes its `imageLogits` anew. A picture's last code need not be given.
    ///
    /// - Parameter codes: one for each row; nil lets the row rest.
    /// - Throws: `tooManyCodes`, `codeOutOfRange`, before anything has changed.
    public mutating func step(codes: [Int?]) throws(TransformerError) {
        precondition(codes.count == rows.count, "\(codes.count) codes for \(rows.count) rows")
        var advancing: [Int] = []
        var places: [SequencePlace] = []
        for (row, code) in codes.enumerated() {
            guard let code else { continue }
            places += try nextPlaces(of: CollectionOfOne(code), row: row)
            advancing.append(row)
        }
        for range in scratch.chunks(of: places.count) {
            model.forward(.step(places[range]), scratch: &scratch, on: pool)
            model.computeImageLogits(rows: range.count, scratch: &scratch, on: pool)
            for (index, row) in advancing[range].enumerated() {
                imageLogits.replaceRow(row, with: scratch.imageLogits, row: index)
            }
        }
        for row in advancing { rows[row].position += 1 }
    }

    /// Gives one row many codes at once, such as those of an image prompt.
    ///
    /// - Returns: `[codes.count, imageVocabulary]`: in row i, the logits of the code after `codes[i]`. The last are also in
    ///   `imageLogits`.
    /// - Throws: `tooManyCodes`, `codeOutOfRange`, before anything has changed.
    @discardableResult
    public mutating func append(codes: [Int], toRow row: Int) throws(TransformerError) -> Tensor {
        var ofRows = [[Int]](repeating: [], count: rows.count)
        ofRows[row] = codes
        return try append(codes: ofRows)
    }

    /// Gives every row any number of codes at once; a row without any rests.
    ///
    /// - Returns: `[codes of all rows, imageVocabulary]`, row after row: the logits of the code after each. Those after a row's last code are
    ///   also in `imageLogits`.
    /// - Throws: `tooManyCodes`, `codeOutOfRange`, before anything has changed.
    @discardableResult
    public mutating func append(codes: [[Int]]) throws(TransformerError) -> Tensor {
        precondition(codes.count == rows.count, "codes for \(codes.count) rows of \(rows.count)")
        var places: [SequencePlace] = []
        for (row, codes) in codes.enumerated() { places += try nextPlaces(of: codes, row: row) }
        var logits = Tensor(shape: [places.count, model.config.imageVocabulary])
        guard !places.isEmpty else { return logits }
        var scratch = model.prefillScratch(count: places.count)
        for range in scratch.chunks(of: places.count) {
            model.forward(.readingCodes(places[range]), scratch: &scratch, on: pool)
            model.computeImageLogits(rows: range.count, scratch: &scratch, on: pool)
            for (index, code) in range.enumerated() { logits.replaceRow(code, with: scratch.imageLogits, row: index) }
        }
        var end = 0
        for (row, codes) in codes.enumerated() where !codes.isEmpty {
            end += codes.count
            imageLogits.replaceRow(row, with: logits, row: end - 1)
            rows[row].position += codes.count
        }
        return logits
    }

    /// The places that the next codes of a row take.
    private func nextPlaces(of codes: some Collection<Int>, row: Int) throws(TransformerError) -> [SequencePlace] {
        let row = rows[row]
        return try model.imagePlaces(of: codes, from: row.position, text: row.prompt.memory, image: row.memory)
    }
}

import Tensors

extension TransformerModel {
    /// Places that a prefill takes through the layers together: enough that products are bound by arithmetic, not by memory.
    private static let prefillCapacity = 128

    /// Reads a text.
    ///
    /// - Parameter tokens: at most `textLength` ids, 0 being padding; missing ones are padding.
    /// - Throws: `tooManyTokens`, `tokenOutOfRange`.
    public func prefill(tokens: [Int], on pool: ComputePool = .shared) throws(TransformerError) -> PromptState {
        let memory = KeyValueMemory(layout: textLayout)
        let places = try textPlaces(of: tokens, text: memory)
        var scratch = prefillScratch(count: places.count)
        for range in scratch.chunks(of: places.count) {
            forward(.reading(places[range]), scratch: &scratch, on: pool)
            if range.upperBound == places.count {
                let last = scratch.normalised.rows(range.count - 1..<range.count)
                scratch.normalised.replaceRow(0, with: last, row: 0)
                computeImageLogits(rows: 1, scratch: &scratch, on: pool)
            }
        }
        let padding = [Int](repeating: 0, count: config.textLength - tokens.count)
        return PromptState(tokens: tokens + padding, imageLogits: scratch.imageLogits.rows(0..<1), memory: memory)
    }

    /// Scratch for a run over `count` places of one sequence.
    func prefillScratch(count: Int) -> TransformerScratch {
        TransformerScratch(config: config, capacity: min(max(count, 1), Self.prefillCapacity))
    }

    /// All text places of a sequence.
    ///
    /// - Throws: `tooManyTokens`, `tokenOutOfRange`.
    func textPlaces(of tokens: [Int], text: KeyValueMemory) throws(TransformerError) -> [SequencePlace] {
        try config.textIDs(for: tokens).enumerated().map { place, id in SequencePlace(textID: id, place: place, text: text) }
    }

    /// The places of consecutive image codes.
    ///
    /// - Parameter position: the raster position of the first.
    /// - Throws: `tooManyCodes`, `codeOutOfRange`.
    func imagePlaces(
        of codes: some Collection<Int>, from position: Int, text: KeyValueMemory, image: KeyValueMemory
    ) throws(TransformerError) -> [SequencePlace] {
        let free = config.imagePlaces - position
        guard codes.count <= free else { throw .tooManyCodes(found: codes.count, limit: free) }
        try config.check(codes: codes)
        return codes.enumerated().map { offset, code in
            SequencePlace(code: code, position: position + offset, textPlaces: config.textPlaces, text: text, image: image)
        }
    }
}

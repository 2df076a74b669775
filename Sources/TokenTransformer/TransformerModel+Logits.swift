import Tensors

extension TransformerModel {
    /// Logits at every position of a sequence: `[positions, textVocabulary + imageVocabulary]`. The model must have been built to score
    /// text.
    ///
    /// - Parameter inputIDs: `textLength` text ids, then image codes in raster order. A code beyond `imagePlaces` is not read.
    /// - Throws: `tokenOutOfRange`, `tooManyCodes`, `codeOutOfRange`.
    public func logits(inputIDs: [Int], on pool: ComputePool = .shared) throws(TransformerError) -> Tensor {
        let codes = inputIDs.dropFirst(config.textLength)
        guard codes.count <= config.imageLength else { throw .tooManyCodes(found: codes.count, limit: config.imageLength) }
        try config.check(codes: codes)
        let text = KeyValueMemory(layout: textLayout)
        let image = KeyValueMemory(layout: imageLayout)
        let places =
            try textPlaces(of: Array(inputIDs.prefix(config.textLength)), text: text)
            + imagePlaces(of: codes.prefix(config.imagePlaces), from: 0, text: text, image: image)

        var logits = Tensor(shape: [places.count, config.textVocabulary + config.imageVocabulary])
        var scratch = prefillScratch(count: places.count)
        for range in scratch.chunks(of: places.count) {
            forward(.reading(places[range]), scratch: &scratch, on: pool)
            gatherLogits(of: range, from: &scratch, into: &logits, on: pool)
        }
        return logits
    }

    /// Writes both halves of the logits of a chunk to rows `range` of `output`.
    private func gatherLogits(
        of range: Range<Int>, from scratch: inout TransformerScratch, into output: inout Tensor, on pool: ComputePool
    ) {
        var textLogits = Tensor(shape: [range.count, config.textVocabulary])
        computeTextLogits(rows: range.count, scratch: &scratch, into: &textLogits, on: pool)
        computeImageLogits(rows: range.count, scratch: &scratch, on: pool)
        let (textWidth, imageWidth) = (config.textVocabulary, config.imageVocabulary)
        output.withUnsafeMutableBufferPointer { output in
            textLogits.withUnsafeBufferPointer { text in
                scratch.imageLogits.withUnsafeBufferPointer { image in
                    for (row, position) in range.enumerated() {
                        let target = output.baseAddress! + position * (textWidth + imageWidth)
                        target.update(from: text.baseAddress! + row * textWidth, count: textWidth)
                        (target + textWidth).update(from: image.baseAddress! + row * imageWidth, count: imageWidth)
                    }
                }
            }
        }
    }
}

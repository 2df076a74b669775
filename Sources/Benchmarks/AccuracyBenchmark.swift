import ImageCodec
import Images
import Tensors
import TextImageMatching
import TextToImage
import TokenTransformer

/// Measures what the precisions of a model cost in accuracy.
///
/// The model in float32 draws codes for a list of prompts. The model in another precision reads the same codes, so that both are asked the
/// same question at every position; then the codec paints them and the matcher looks at the pictures, in both precisions.
package struct AccuracyBenchmark {
    private let subject: BenchmarkSubject
    private let folder: ModelFolder
    private let positions: Int
    private let pool: ComputePool
    /// What float32 made of each prompt.
    private var drawn: [Drawn] = []

    private static let seed: UInt64 = 7
    /// Pictures that are drawn together.
    private static let rowsTogether = 32

    private struct Drawn {
        let tokens: [Int]
        let codes: [Int]
    }

    /// - Parameter positions: codes that are compared; as many pictures are drawn as have them.
    /// - Throws: `BenchmarkError.accuracyOfRandomWeights`, and the errors of a model that cannot be opened.
    package init(_ subject: BenchmarkSubject, positions: Int, on pool: ComputePool) throws {
        guard let folder = subject.folder else { throw BenchmarkError.accuracyOfRandomWeights }
        self.subject = subject
        self.folder = folder
        self.positions = positions
        self.pool = pool
        drawn = try pictures()
    }

    /// Compares one precision with float32.
    package func measure(_ precision: Precision) throws -> AccuracyMeasurement {
        let logits = try compareLogits(precision)
        let (pictures, leastCosine) = try comparePictures(precision.ofPictures)
        return AccuracyMeasurement(
            model: subject.name, precision: precision, logits: logits, pictures: pictures, leastCosine: leastCosine)
    }

    /// What the model draws for as many prompts as have `positions` codes.
    private func pictures() throws -> [Drawn] {
        let model = try subject.transformerModel(precision: .float32, on: pool)
        let reader = try PromptReader(folder: folder)
        let sampling = SamplingOptions(folder.manifest.sampling)
        let sampler = try Sampler(
            temperature: Float(sampling.temperature), topK: sampling.topK, topP: Float(sampling.topP))
        let length = model.config.imageLength
        let count = (positions + length - 1) / length
        var drawn: [Drawn] = []
        for first in stride(from: 0, to: count, by: Self.rowsTogether) {
            let indices = first..<min(first + Self.rowsTogether, count)
            let texts = try indices.map { index in
                try reader.read(AccuracyPrompts.all[index % AccuracyPrompts.all.count]).ids.map(Int.init)
            }
            let prompts = try texts.map { try model.prefill(tokens: $0, on: pool) }
            let streams = zip(indices, prompts).map { index, prompt in
                RandomStream(seed: Self.seed, promptDigest: prompt.digest, candidate: index / AccuracyPrompts.all.count)
            }
            var decoder = Decoder(model: model, prompts: prompts, on: pool)
            var codes = [[Int]](repeating: [], count: prompts.count)
            for position in 0..<length {
                for row in codes.indices {
                    codes[row].append(
                        try decoder.imageLogits.withRow(row) { logits throws(TransformerError) in
                            try sampler.draw(from: logits, stream: streams[row], position: position)
                        })
                }
                if position < length - 1 { try decoder.step(codes: codes.map { $0[position] }) }
            }
            drawn += zip(texts, codes).map { Drawn(tokens: $0, codes: $1) }
        }
        return drawn
    }

    private func compareLogits(_ precision: Precision) throws -> LogitComparison {
        let reference = try subject.transformerModel(precision: .float32, on: pool)
        let other = try subject.transformerModel(precision: precision, on: pool)
        var comparison = LogitComparison()
        for picture in drawn {
            let count = min(picture.codes.count, positions - comparison.positions)
            let logits = try Self.logits(of: picture.codes.prefix(count), after: picture.tokens, in: reference, on: pool)
            let otherLogits = try Self.logits(of: picture.codes.prefix(count), after: picture.tokens, in: other, on: pool)
            for position in 0..<count {
                logits.withRow(position) { reference in
                    otherLogits.withRow(position) { comparison.add(reference: reference, other: $0) }
                }
            }
        }
        return comparison
    }

    /// The logits that predict each code: `[codes, imageVocabulary]`.
    private static func logits(
        of codes: ArraySlice<Int>, after tokens: [Int], in model: TransformerModel, on pool: ComputePool
    ) throws -> Tensor {
        let prompt = try model.prefill(tokens: tokens, on: pool)
        var decoder = Decoder(model: model, prompts: [prompt], on: pool)
        let later = try decoder.append(codes: Array(codes.dropLast()), toRow: 0)
        var logits = Tensor(shape: [codes.count, model.config.imageVocabulary])
        logits.replaceRow(0, with: prompt.imageLogits, row: 0)
        for row in 1..<codes.count { logits.replaceRow(row, with: later, row: row - 1) }
        return logits
    }

    private func comparePictures(_ precision: Precision) throws -> (PictureComparison, leastCosine: Float?) {
        let reference = try subject.codecModel(precision: .float32, on: pool)
        let other = try subject.codecModel(precision: precision, on: pool)
        let matchers = try (
            subject.matcherModel(precision: .float32, on: pool), subject.matcherModel(precision: precision, on: pool)
        )
        let side = subject.transformer.gridSide
        var comparison = PictureComparison()
        var leastCosine: Float?
        for picture in drawn {
            let grid = try CodeGrid(width: side, height: side, codes: picture.codes.map(Int32.init))
            let planes = try reference.decode(grid, on: pool)
            comparison.add(reference: planes, other: try other.decode(grid, on: pool))
            guard let matcher = matchers.0, let otherMatcher = matchers.1 else { continue }
            let image = Image(planes: planes)
            let cosine = CLIP.score(matcher.encodePicture(image, on: pool), otherMatcher.encodePicture(image, on: pool))
            leastCosine = min(leastCosine ?? 1, cosine)
        }
        return (comparison, leastCosine)
    }
}

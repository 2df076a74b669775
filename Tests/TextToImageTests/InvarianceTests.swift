import Tensors
import TestSupport
import Testing
import TextToImage

/// Codes, pixels and scores of a candidate are the same bits whatever runs beside it and on however many threads.
@Suite struct InvarianceTests {
    private static let folder = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0]) }

    /// One on 1 thread, one on 2 and one on 5.
    private static func pipelines(_ precision: Precision) throws -> [TextToImagePipeline] {
        let folder = try ModelFolder(path: Self.folder.get().path)
        return try [1, 2, 5].map { try TextToImagePipeline(folder: folder, precision: precision, pool: ComputePool(threads: $0)) }
    }

    private struct Outcome: Equatable {
        let codes: [Int32]
        let pixels: [UInt8]
        let score: UInt32?
        let perplexity: UInt32
    }

    private func outcomes(
        _ pipeline: TextToImagePipeline, candidates: Range<Int>, guidance: Double = 1, shape: PictureShape? = nil,
        imagePrompts: [ImagePrompt] = []
    ) throws -> [Int: Outcome] {
        let request = GenerationRequest(
            prompt: "рыжий кот", candidates: candidates, seed: 11, sampling: SamplingOptions(guidance: guidance), shape: shape,
            imagePrompts: imagePrompts)
        let pictures = try pipeline.pictures(for: request).map { picture in
            (
                picture.candidate,
                Outcome(
                    codes: picture.codes.codes, pixels: picture.image.pixels, score: picture.score?.bitPattern,
                    perplexity: picture.perplexity.bitPattern)
            )
        }
        return Dictionary(uniqueKeysWithValues: pictures)
    }

    @Test(arguments: Precision.allCases) func candidatesDoNotDependOnBatchOrThreads(precision: Precision) throws {
        let pipelines = try Self.pipelines(precision)
        let reference = try outcomes(pipelines[0], candidates: 0..<40)
        #expect(Set(reference.values.map(\.codes)).count > 30, "candidates that are all alike prove nothing")
        for pipeline in pipelines {
            for count in [1, 3, 8, 40] {
                for (candidate, outcome) in try outcomes(pipeline, candidates: 0..<count) {
                    #expect(outcome == reference[candidate], "candidate \(candidate) of \(count) on \(pipeline.pool.threads) threads")
                }
            }
        }
    }

    @Test func aRangeIsAPartOfTheWhole() throws {
        let pipeline = try Self.pipelines(.float32)[1]
        let whole = try outcomes(pipeline, candidates: 0..<12)
        for (candidate, outcome) in try outcomes(pipeline, candidates: 5..<9) { #expect(outcome == whole[candidate]) }
    }

    @Test func guidedCandidatesDoNotDependOnBatchOrThreads() throws {
        let pipelines = try Self.pipelines(.float32)
        let reference = try outcomes(pipelines[0], candidates: 0..<20, guidance: 2.5)
        let plain = try outcomes(pipelines[0], candidates: 0..<20)
        #expect(reference != plain)
        for pipeline in pipelines {
            for (candidate, outcome) in try outcomes(pipeline, candidates: 0..<3, guidance: 2.5) {
                #expect(outcome == reference[candidate])
            }
        }
    }

    /// Codes that are given to all, to some, or by earlier windows.
    @Test(arguments: [
        PictureShape?.none, PictureShape(.ratio(1.6)), PictureShape(.ratio(0.6)), PictureShape(.ratio(2), method: .ruDALLE(window: nil)),
        PictureShape(.ratio(0.6), method: .ruDALLE(window: nil)),
    ], [1.0, 2.5])
    func givenCodesDoNotDependOnBatchOrThreads(shape: PictureShape?, guidance: Double) throws {
        let pipelines = try Self.pipelines(.float32)
        let picture = CompositionTests.pattern(side: pipelines[0].pictureSide)
        func prompts(_ borders: [BorderCells]) -> [ImagePrompt] {
            borders.map { ImagePrompt(picture: picture, kept: .border($0, cropsFirst: false), pastesKept: true) }
        }
        let borders = [[], [BorderCells(up: 2, left: 1)], [BorderCells(up: 2), BorderCells(down: 1, right: 3)]]
        // rudalle's wide pictures start from none.
        let givesSquares = shape == PictureShape(.ratio(2), method: .ruDALLE(window: nil))
        for imagePrompts in (givesSquares ? [[]] : borders).map(prompts) {
            let reference = try outcomes(
                pipelines[0], candidates: 0..<8, guidance: guidance, shape: shape, imagePrompts: imagePrompts)
            #expect(Set(reference.values.map(\.codes)).count > 6, "candidates that are all alike prove nothing")
            for (pipeline, count) in zip(pipelines.reversed(), [3, 8, 1]) {
                let found = try outcomes(
                    pipeline, candidates: 0..<count, guidance: guidance, shape: shape, imagePrompts: imagePrompts)
                for (candidate, outcome) in found {
                    #expect(outcome == reference[candidate], "candidate \(candidate) of \(count) on \(pipeline.pool.threads) threads")
                }
            }
        }
    }

    @Test func seedsAndPromptsDiffer() throws {
        let pipeline = try Self.pipelines(.float32)[1]
        func codes(_ prompt: String, _ seed: UInt64) throws -> [Int32] {
            try pipeline.pictures(for: GenerationRequest(prompt: prompt, candidates: 0..<1, seed: seed))[0].codes.codes
        }
        let first = try codes("рыжий кот", 1)
        let (again, otherSeed, otherPrompt) = try (codes("рыжий кот", 1), codes("рыжий кот", 2), codes("белая собака", 1))
        #expect(first == again)
        #expect(first != otherSeed)
        #expect(first != otherPrompt)
    }
}

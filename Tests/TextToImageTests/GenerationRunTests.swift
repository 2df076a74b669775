import TestSupport
import Testing
import TextToImage

@Suite struct GenerationRunTests {
    private static let toy = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0]) }

    private func pipeline() throws -> TextToImagePipeline {
        try TextToImagePipeline(folder: ModelFolder(path: Self.toy.get().path))
    }

    private func request(_ count: Int, ranking: Ranking? = nil) -> GenerationRequest {
        GenerationRequest(prompt: "рыжий кот", candidates: 0..<count, seed: 3, ranking: ranking)
    }

    @Test func eventsCountUpToTheEnd() throws {
        let pipeline = try pipeline()
        // More than one wave.
        let count = 35
        let run = try pipeline.run(request(count))
        var codes = [Int]()
        var painted = [Int]()
        var ranked = [RankedImage]()
        var last: GenerationEvent?
        while let event = try run.next() {
            switch event {
            case .promptRead(let prompt): #expect(prompt == run.prompt && codes.isEmpty)
            case .codesDrawn(let done, let total):
                codes.append(done)
                #expect(done <= total)
            case .picturesPainted(let done, let total):
                painted.append(done)
                #expect(total == count)
            case .ranked(let pictures): ranked = pictures
            case .preview: Issue.record("a preview that nobody asked for")
            }
            last = event
        }
        guard case .ranked = last else {
            Issue.record("the last event is not the pictures")
            return
        }
        let cells = pipeline.manifest.transformer.config.imageLength
        #expect(codes.last == count * cells && codes == codes.sorted() && Set(codes).count == codes.count)
        #expect(painted.last == count && painted == painted.sorted() && Set(painted).count == painted.count && painted.count > 1)
        #expect(ranked.map(\.rank) == Array(1...count))
        #expect(Set(ranked.map(\.candidate)) == Set(0..<count))
        let after = try run.next()
        if after != nil { Issue.record("an event after the end") }
    }

    @Test func orderIsByScoreOrByPerplexity() throws {
        let pipeline = try pipeline()
        let scored = try pipeline.pictures(for: request(12)).map { try #require($0.score) }
        #expect(scored == scored.sorted(by: >) && Set(scored).count > 6)
        let unscored = try pipeline.pictures(for: request(12, ranking: .perplexity))
        #expect(unscored.allSatisfy { $0.score == nil })
        #expect(unscored.map(\.perplexity) == unscored.map(\.perplexity).sorted())
    }

    @Test func theStreamGivesTheSamePictures() async throws {
        let pipeline = try pipeline()
        var streamed = [RankedImage]()
        for try await event in pipeline.events(for: request(3)) {
            if case .ranked(let pictures) = event { streamed = pictures }
        }
        let direct = try pipeline.pictures(for: request(3))
        #expect(streamed.count == 3 && streamed.map(\.image) == direct.map(\.image))
    }

    @Test func theStreamCanBeLeftAndFailsWithTheRunsError() async throws {
        let pipeline = try pipeline()
        for try await event in pipeline.events(for: request(200)) {
            if case .codesDrawn = event { break }
        }
        var request = request(1)
        request.prompt = " \n"
        await #expect(throws: TextToImageError.emptyPrompt) {
            for try await _ in pipeline.events(for: request) {}
        }
    }

    @Test func whatAModelCannotDoIsRefused() throws {
        let pipeline = try pipeline()
        var beyond = request(GenerationRequest.largestCandidateCount + 1)
        #expect(throws: TextToImageError.self) { try pipeline.run(beyond) }
        beyond.candidates = 0..<0
        #expect(throws: TextToImageError.self) { try pipeline.run(beyond) }
    }
}

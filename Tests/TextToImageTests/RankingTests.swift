import Foundation
import TestSupport
import Testing
import TextToImage

@Suite struct RankingTests {
    @Test(arguments: [(.clip, [1, 3, 2, 0]), (.perplexity, [2, 0, 1, 3]), (.both, [1, 2, 3, 0])] as [(Ranking, [Int])])
    func equalsStayInTheirOrder(ranking: Ranking, order: [Int]) {
        let candidates: [(score: Float?, perplexity: Double)] = [(0.1, 5), (0.3, 9), (0.2, 1), (0.3, .infinity)]
        #expect(ranking.order(of: candidates) == order)
    }

    @Test func whatIsNoNumberComesLast() {
        #expect(Ranking.clip.order(of: [(.nan, 1), (-1, 1)]) == [1, 0])
        #expect(Ranking.perplexity.order(of: [(nil, .nan), (nil, 1e30)]) == [1, 0])
    }

    @Test func bothIsAnOrderOfTheSamePictures() throws {
        let toy = try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0])
        let pipeline = try TextToImagePipeline(folder: ModelFolder(path: toy.path))
        func pictures(_ ranking: Ranking) throws -> [RankedImage] {
            try pipeline.pictures(for: GenerationRequest(prompt: "рыжий кот", candidates: 0..<12, seed: 3, ranking: ranking))
        }
        let (clip, perplexity, both) = try (pictures(.clip), pictures(.perplexity), pictures(.both))
        #expect(both.allSatisfy { $0.score != nil })
        // No candidate that is worse in both orders stands before another.
        let places = try both.map { picture in
            try (
                #require(clip.firstIndex { $0.candidate == picture.candidate }),
                #require(perplexity.firstIndex { $0.candidate == picture.candidate })
            )
        }
        #expect(places.map { $0.0 + $0.1 } == places.map { $0.0 + $0.1 }.sorted())
        #expect(Set([clip, perplexity, both].map { $0.map(\.candidate) }).count == 3)
    }

    @Test func aModelSaysHowItsPicturesAreRanked() throws {
        let toy = try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0])
        let path = URL(filePath: toy.path).appending(path: ModelFolder.manifestName)
        var manifest = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        var matching = try #require(manifest["matching"] as? [String: Any])
        matching["ranked_by"] = "perplexity"
        manifest["matching"] = matching
        try JSONSerialization.data(withJSONObject: manifest).write(to: path)
        let pipeline = try TextToImagePipeline(folder: ModelFolder(path: toy.path))
        func order(_ ranking: Ranking?) throws -> [Int] {
            try pipeline.pictures(for: GenerationRequest(prompt: "рыжий кот", candidates: 0..<12, seed: 3, ranking: ranking)).map(\.candidate)
        }
        #expect(try order(nil) == order(.perplexity))
        #expect(try order(nil) != order(.clip))
    }

    /// The toy model's folder without its matcher, whose file may then be anything.
    @Test func aModelWithoutAMatcherRanksByPerplexity() throws {
        let toy = try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0])
        let whole = try ModelFolder(path: toy.path)
        let path = URL(filePath: toy.path).appending(path: ModelFolder.manifestName)
        var manifest = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        manifest["matching"] = nil
        try JSONSerialization.data(withJSONObject: manifest).write(to: path)

        let pipelines = try [
            TextToImagePipeline(folder: ModelFolder(path: toy.path)), TextToImagePipeline(folder: whole, opensMatcher: false),
        ]
        for pipeline in pipelines {
            var request = GenerationRequest(prompt: "рыжий кот", candidates: 0..<4, seed: 3)
            let pictures = try pipeline.pictures(for: request)
            #expect(pictures.allSatisfy { $0.score == nil })
            #expect(pictures.map(\.perplexity) == pictures.map(\.perplexity).sorted())
            for ranking in [Ranking.clip, .both] {
                request.ranking = ranking
                #expect(throws: TextToImageError.noMatcher(model: ToyModelFolder.name)) { try pipeline.pictures(for: request) }
            }
        }
    }
}

import Foundation
import TestSupport

/// What the tests of the command line work on.
enum Fixtures {
    /// The first fixture of the kind `pipeline`.
    static let golden = Result {
        guard let golden = try GoldenCase.all(kind: "pipeline").first else { throw CocoaError(.fileNoSuchFile) }
        return golden
    }

    /// A model that no test changes. It lives as long as the process, so nothing but its end removes the folder.
    static let model: Result<ToyModelFolder, any Error> = Result {
        let model = try ToyModelFolder(golden.get(), upscalers: GoldenCase.upscalers())
        atexit { try? FileManager.default.removeItem(atPath: Fixtures.model.get().path) }
        return model
    }

    /// What the original programs made of the fixture's text.
    struct Expected: Decodable {
        let text: String
        let inputIds: [Int]
        let codes: [Int]
        let ppl: Double
        let image: String
        let clipScore: Double
        let pixelAtol: Int
        let atol: Double
        let pplRtol: Double
    }

    static func expected() throws -> Expected { try golden.get().decoded(as: Expected.self) }

    /// The path of a file of the fixture.
    static func path(_ name: String) throws -> String {
        try golden.get().folder.appending(path: name).path(percentEncoded: false)
    }

    /// A picture of the fixture.
    static func picture() throws -> String { try path(expected().image) }

    /// The root of the repository.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

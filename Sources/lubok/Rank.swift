import ArgumentParser
import Foundation
import Images
import TextToImage

struct Rank: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Order pictures by how well they show a prompt.", "Упорядочить картинки по тому, как они отвечают описанию."))

    @Argument(help: ArgumentHelp(say("What the pictures should show.", "Что должно быть на картинках.")))
    var prompt: String

    @Argument(help: ArgumentHelp(say("PNG files.", "Файлы PNG."), valueName: "png"))
    var pictures: [String]

    @OptionGroup var model: ModelOptions

    @Flag(name: .long, help: ArgumentHelp(say("Print one JSON object.", "Напечатать один объект JSON.")))
    var json = false

    mutating func run() throws {
        let images = try pictures.map { try PNGReader.read(path: $0).image }
        let scores = try model.pipeline().score(images, prompt: prompt)
        let ranked = zip(pictures, scores).enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map { RankedFile(file: $0.element.0, score: $0.element.1) }
        if json {
            try print(JSONOutput.text(of: RankedFiles(prompt: prompt, pictures: ranked)))
        } else {
            for (index, picture) in ranked.enumerated() {
                print("\(index + 1)  \(String(format: "%.4f", picture.score))  \(picture.file)")
            }
        }
    }
}

/// What `rank --json` prints: best first.
private struct RankedFiles: Encodable {
    let prompt: String
    let pictures: [RankedFile]
}

private struct RankedFile: Encodable {
    let file: String
    let score: Float
}

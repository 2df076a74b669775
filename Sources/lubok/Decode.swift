import ArgumentParser
import Images
import TextToImage

struct Decode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Paint the picture of some codes.", "Нарисовать картинку по кодам."))

    @Argument(help: ArgumentHelp(say("A JSON file of codes, as encode writes it.", "Файл JSON с кодами, какой пишет encode."), valueName: "json"))
    var codes: String

    @OptionGroup var model: ModelOptions

    @Option(name: .shortAndLong, help: ArgumentHelp(say("The PNG file to write.", "Какой файл PNG записать."), valueName: say("file", "файл")))
    var output: String

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite a file of the same name.", "Перезаписать файл с тем же именем.")))
    var force = false

    mutating func run() throws {
        let grid = try CodeGridFile.read(codes)
        try PNGWriter.write(try model.pipeline().decode(grid), to: output, overwriting: force)
    }
}

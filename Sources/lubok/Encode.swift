import ArgumentParser
import Foundation
import Images
import TextToImage

struct Encode: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Turn a picture into a model's codes.", "Превратить картинку в коды модели."))

    @Argument(help: ArgumentHelp(say("A PNG file.", "Файл PNG."), valueName: "png"))
    var picture: String

    @OptionGroup var model: ModelOptions

    @Option(name: .shortAndLong, help: ArgumentHelp(say("File for the codes; standard output by default.", "Файл для кодов; по умолчанию стандартный вывод."), valueName: say("file", "файл")))
    var output: String?

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite a file of the same name.", "Перезаписать файл с тем же именем.")))
    var force = false

    mutating func run() throws {
        let image = try PNGReader.read(path: picture).image
        let codes = try JSONOutput.text(of: model.pipeline().encode(image))
        guard let output else { return print(codes) }
        try WholeFile.write(codes + "\n", to: output, overwriting: force)
    }
}

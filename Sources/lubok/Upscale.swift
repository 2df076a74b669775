import ArgumentParser
import TextToImage

struct Upscale: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Enlarge a picture by a model's upscaler.", "Увеличить картинку сетью модели."))

    @Argument(help: ArgumentHelp(say("A PNG file.", "Файл PNG."), valueName: "png"))
    var picture: String

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("How many times as wide and high: 2, 4 or 8, as the model has it.", "Во сколько раз шире и выше: 2, 4 или 8, смотря что есть у модели."),
            valueName: say("times", "раз")))
    var scale = 2

    @OptionGroup var model: ModelOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            say("The PNG file to write; by default beside the picture, as name-x2.png.", "Какой файл PNG записать; по умолчанию рядом с картинкой, имя-x2.png."),
            valueName: say("file", "файл")))
    var output: String?

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite a file of the same name.", "Перезаписать файл с тем же именем.")))
    var force = false

    mutating func run() throws {
        try UpscaleChoice.check("--scale", scale)
        let path = output ?? outputBeside(picture)
        let conversion = try PictureConversion(of: picture, to: path, overwriting: force)
        let upscaler = try model.folder().upscaler(scale: scale, precision: model.precision.precision)
        Interruption.watch()
        var progress = Progress(isShown: true)
        defer { progress.finish() }
        let enlarged = try upscaler(conversion.image, on: model.pool()) { done, total in
            try Interruption.check()
            progress.update(stage: say("Enlarging", "Увеличение"), done: done, of: total, unit: say("tiles", "плиток"))
        }
        let settings = conversion.settings.map { text in
            GenerationParameters(text: text)?.enlarged(by: scale, width: enlarged.width, height: enlarged.height).text ?? text
        }
        try conversion.write(enlarged, settings: settings)
        print(path)
    }

    private func outputBeside(_ picture: String) -> String {
        (picture.lowercased().hasSuffix(".png") ? String(picture.dropLast(4)) : picture) + "-x\(scale).png"
    }
}

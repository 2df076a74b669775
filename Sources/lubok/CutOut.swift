import ArgumentParser
import ForegroundSegmentation
import TextToImage

struct CutOut: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cutout",
        abstract: say("Cut a picture out of its background: a sticker.", "Вырезать картинку из фона: стикер."))

    @Argument(help: ArgumentHelp(say("A PNG file.", "Файл PNG."), valueName: "png"))
    var picture: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "By the model's U-Net, along the contour of a plain background, or the first where the model has one and it is sure.",
                "Сетью U-Net модели, по контуру на ровном фоне или первым, если сеть у модели есть и уверена."),
            valueName: say("method", "способ")))
    var method = PictureCutter.Choice.auto

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("A model's name, or the path of its folder.", "Имя модели или путь к её папке."),
            valueName: say("name-or-folder", "имя-или-папка")))
    var model = ModelCatalogue.defaultModel

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Threads to compute on; all processors by default.", "Число потоков; по умолчанию все процессоры.")))
    var threads: Int?

    @Option(name: .shortAndLong, help: ArgumentHelp(say("The PNG file to write.", "Какой файл PNG записать."), valueName: say("file", "файл")))
    var output: String

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite a file of the same name.", "Перезаписать файл с тем же именем.")))
    var force = false

    mutating func run() throws {
        let pool = try ThreadCount(threads).pool()
        let conversion = try PictureConversion(of: picture, to: output, overwriting: force)
        // The contour needs no model.
        let cutter =
            method == .contour
            ? PictureCutter(.contour, segmenter: nil) : try ModelCatalogue().open(model).cutter(method, on: pool)
        let cutout = cutter.cut(conversion.image)
        // How the picture was painted is true of its cut-out, too.
        try conversion.write(cutout.image, settings: conversion.settings)
        if cutout.foregroundShare == 0 {
            StandardError.line(
                say("Nothing stands out from the background: all is transparent.", "На фоне ничего не выделяется: всё прозрачно."))
        } else if cutout.foregroundShare == 1 {
            StandardError.line(
                say("No plain background was found: nothing is transparent.", "Ровного фона не нашлось: прозрачного нет."))
        }
    }
}

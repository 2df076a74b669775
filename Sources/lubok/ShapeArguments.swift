import ArgumentParser
import TextToImage

/// The size of the pictures. What is not given is the model's square.
struct ShapeArguments: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("Width to height: 3:2, 9:16.", "Ширина к высоте: 3:2, 9:16."), valueName: say("width:height", "ширина:высота")))
    var aspect: String?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("The same in pixels: 384x256; the shorter side is the model's.", "То же в точках: 384x256; меньшая сторона — как у модели."),
            valueName: say("size", "размер")))
    var size: String?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say(
                "How: sliding over what is painted, or as rudalle-aspect-ratio did (rudalle).",
                "Как: скользя по нарисованному (sliding) или как rudalle-aspect-ratio (rudalle)."),
            valueName: say("method", "способ")))
    var aspectMethod: String?

    func shape() throws -> PictureShape? { try PictureShape(aspect: aspect, size: size, method: aspectMethod) }
}

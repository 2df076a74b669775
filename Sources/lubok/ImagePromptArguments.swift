import ArgumentParser
import TextToImage

/// Pictures to start from, and what of them stays.
struct ImagePromptArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "A PNG file to start from; its transparent part is painted. May be given several times: candidates of each.",
                "Файл PNG, с которого начать; прозрачное будет нарисовано. Можно указать несколько раз: варианты для каждого."),
            valueName: "png"))
    var imagePrompt = [String]()

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("What of it to keep, in cells: up=4,left=2.", "Что из неё сохранить, в ячейках: up=4,left=2."),
            valueName: say("cells", "ячейки")))
    var border: String?

    @Flag(
        name: .long,
        help: ArgumentHelp(
            say("Encode each side of the border alone, knowing nothing of the rest.", "Кодировать каждый край отдельно, не зная об остальном.")))
    var cropFirst = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("A PNG file of its size: white is painted anew, black is kept.", "Файл PNG того же размера: белое рисуется заново, чёрное сохраняется."),
            valueName: "png"))
    var mask: String?

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp(
            say(
                "Put what is kept back pixel by pixel; as a rule with a mask, not with a border.",
                "Вернуть сохранённое точка в точку; обычно — при маске, но не при --border.")))
    var paste: Bool?

    var options: ImagePromptOptions {
        ImagePromptOptions(pictures: imagePrompt, border: border, cropsFirst: cropFirst, mask: mask, pastesKept: paste)
    }
}

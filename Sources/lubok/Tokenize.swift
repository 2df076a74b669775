import ArgumentParser
import TextToImage
import Tokenization

struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Show how a model reads a prompt.", "Показать, как модель читает описание."))

    @Argument(help: ArgumentHelp(say("The prompt.", "Описание.")))
    var text: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("A model's name, or the path of its folder.", "Имя модели или путь к её папке."),
            valueName: say("name-or-folder", "имя-или-папка")))
    var model = ModelCatalogue.defaultModel

    @Flag(name: .long, help: ArgumentHelp(say("Print one JSON object.", "Напечатать один объект JSON.")))
    var json = false

    mutating func run() throws {
        let reader = try PromptReader(folder: try ModelCatalogue().open(model))
        let prompt = try reader.read(text)
        let subwords = reader.subwords(of: prompt.normalized)
        if json {
            try print(JSONOutput.text(of: Output(prompt: prompt, subwords: subwords)))
        } else {
            print(subwords.joined(separator: " "))
            print(prompt.ids.map(String.init).joined(separator: " "))
            if prompt.unknownCount > 0 {
                print(say("Unknown pieces: ", "Неизвестных кусков: ") + "\(prompt.unknownCount)")
            }
            if prompt.droppedCount > 0 {
                print(say("Tokens that did not fit: ", "Не поместилось токенов: ") + "\(prompt.droppedCount)")
            }
        }
    }

    private struct Output: Encodable {
        let normalized: String
        let subwords: [String]
        let ids: [Int32]
        let dropped: Int
        let unknown: Int

        init(prompt: TokenizedPrompt, subwords: [String]) {
            normalized = prompt.normalized
            self.subwords = subwords
            ids = prompt.ids
            dropped = prompt.droppedCount
            unknown = prompt.unknownCount
        }
    }
}

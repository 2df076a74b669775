import ArgumentParser
import TextToImage
import TokenTransformer

struct ImportModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: say("Make a model out of files of released models.", "Собрать модель из файлов опубликованных моделей."),
        discussion: say(
            """
            Files are recognised by what is in them. A model needs a transformer, a codec and a vocabulary; with the three files of a ruCLIP it \
            can also rank. A folder brings whatever in it is known.
            """,
            """
            Файлы узнаются по содержимому. Модели нужны трансформер, кодек и словарь; с тремя файлами ruCLIP она умеет и сортировать. Из папки \
            берётся всё известное.
            """))

    @Argument(help: ArgumentHelp(say("Files, or folders of them.", "Файлы или папки с ними."), valueName: say("file", "файл")))
    var files: [String]

    @OptionGroup var options: ImportArguments

    mutating func run() throws {
        try options.make(files, settings: try options.importOptions())
    }
}

/// What `import` and `pull` have in common.
struct ImportArguments: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(say("The name of the new model.", "Имя новой модели."), valueName: say("name", "имя")))
    var name: String?

    @Option(name: .long, help: ArgumentHelp(say("How the transformer's weights are held.", "Как хранить веса трансформера.")))
    var precision = PrecisionChoice.auto

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            say("The folder to make, instead of one among the user's models.", "Новая папка вместо папки моделей пользователя."),
            valueName: say("folder", "папка")))
    var output: String?

    @Option(name: .long, help: ArgumentHelp(say("The transformer's generation, where its file does not tell.", "Поколение трансформера, если по файлу его не видно.")))
    var rules: RulesChoice?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("The transformer's attention heads, where no released model is as wide.", "Число голов внимания, если модели такой ширины не публиковались."),
            valueName: say("number", "число")))
    var heads: Int?

    @Flag(
        name: .customLong("allow-nonfinite"),
        help: ArgumentHelp(
            say(
                "Replace weights that are no finite numbers, NaN by 0 and infinities by ±65504, instead of refusing them.",
                "Заменить веса, которые не конечные числа (NaN на 0, бесконечности на ±65504), а не отвергать их.")))
    var allowsNonFinite = false

    func importOptions() throws -> ImportOptions {
        var settings = ImportOptions()
        settings.name = name
        settings.rules = try rules.map { try TransformerRules(named: $0.rawValue) }
        settings.heads = heads
        settings.precision = precision.precision
        settings.replacesNonFinite = allowsNonFinite
        return settings
    }

    /// The folder that a model of this name becomes.
    func destination(of name: String) -> String { output ?? ModelCatalogue.userPlace() + "/" + name }

    /// Recognises the files, writes the model, and says what it was made of and where it lies.
    func make(_ paths: [String], settings: ImportOptions) throws {
        Interruption.watch()
        let model = try ModelImport(paths, options: settings)
        let destination = destination(of: model.name)
        var progress = Progress(isShown: true)
        let report: ModelImport.Report
        do {
            defer { progress.finish() }
            report = try model.write(to: destination) { event in
                try Interruption.check()
                switch event {
                case .writing(let part):
                    progress.update(stage: say("Converting: \(part)", "Перевод: \(part.russianName)"), done: 0, of: 1, unit: "")
                case .packed(let done, let total):
                    progress.update(stage: say("Packing", "Упаковка"), done: done, of: total, unit: say("matrices", "матриц"))
                case .checking:
                    progress.update(stage: say("Checking", "Проверка"), done: 0, of: 1, unit: "")
                }
            }
        }
        for line in ImportSummary(model, report: report).lines { print(printable(line)) }
        print(destination)
    }
}

/// `--rules`.
enum RulesChoice: String, ExpressibleByArgument, CaseIterable {
    case v2, v3
}

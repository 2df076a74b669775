import ArgumentParser
import TextToImage

struct PrepareModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: say(
            "Write a copy of a model whose weights open at once, in one precision.",
            "Записать копию модели, веса которой открываются сразу, в одной точности."))

    @Argument(help: ArgumentHelp(say("A model's name, or the path of its folder.", "Имя модели или путь к её папке.")))
    var model = ModelCatalogue.defaultModel

    @Option(name: .long, help: ArgumentHelp(say("How the weights are held.", "Как хранить веса.")))
    var precision = PrecisionChoice.auto

    @Option(name: .shortAndLong, help: ArgumentHelp(say("The folder to make.", "Новая папка."), valueName: say("folder", "папка")))
    var output: String

    mutating func run() throws {
        Interruption.watch()
        let folder = try ModelCatalogue().open(model)
        let precision = precision.precision ?? folder.manifest.preferredPrecision
        var progress = Progress(isShown: true)
        defer { progress.finish() }
        try ModelPreparation(folder, precision: precision).write(to: output) { done, total in
            try Interruption.check()
            progress.update(stage: say("Packing", "Упаковка"), done: done, of: total, unit: say("matrices", "матриц"))
        }
        print(output)
    }
}

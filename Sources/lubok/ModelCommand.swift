import ArgumentParser
import TextToImage

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: say(
            "List, show, verify, prepare, import, fetch and remove models.",
            "Список моделей, сведения, проверка, подготовка, импорт, загрузка и удаление."),
        subcommands: [
            ListModels.self, ShowModel.self, VerifyModel.self, PrepareModel.self, ImportModel.self, PullModel.self, RemoveModel.self,
        ])
}

struct ListModels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: say("List the models that can be found.", "Перечислить найденные модели."))

    mutating func run() throws {
        for (name, path) in ModelCatalogue().list() { print("\(name)\t\(path)") }
    }
}

struct ShowModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: say("Show what a model is.", "Показать, что за модель."))

    @Argument(help: ArgumentHelp(say("A model's name, or the path of its folder.", "Имя модели или путь к её папке.")))
    var model = ModelCatalogue.defaultModel

    mutating func run() throws {
        print(ModelSummary(try ModelCatalogue().open(model)).text)
    }
}

struct VerifyModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: say(
            "Compare a model's files with their hashes, and open its parts.", "Сверить файлы модели с их хешами и открыть её части."))

    @Argument(help: ArgumentHelp(say("A model's name, or the path of its folder.", "Имя модели или путь к её папке.")))
    var model = ModelCatalogue.defaultModel

    mutating func run() throws {
        let folder = try ModelCatalogue().open(model)
        try folder.verify { print("\($0): " + say("whole", "цел")) }
        // That the weights are what the configuration says is part of being whole.
        try TextToImagePipeline.check(folder)
        print(say("The model is whole.", "Модель цела."))
    }
}

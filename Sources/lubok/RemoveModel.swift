import ArgumentParser
import TextToImage

struct RemoveModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: say("Delete a model's folder.", "Удалить папку модели."))

    @Argument(help: ArgumentHelp(say("A model's name, or the path of its folder.", "Имя модели или путь к её папке.")))
    var model: String

    @Flag(name: .long, help: ArgumentHelp(say("Delete a model that came with the program, too.", "Удалить и модель, которая пришла с программой.")))
    var force = false

    mutating func run() throws {
        print(try ModelCatalogue().remove(model, evenIfShipped: force))
    }
}

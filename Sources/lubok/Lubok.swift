import ArgumentParser

@main
struct Lubok: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lubok",
        abstract: say("Paints pictures from a Russian prompt.", "Рисует картинки по русскому описанию."),
        discussion: "lubok generate \"рыжий кот на синем фоне\" -n 8 --keep 4 -o out",
        version: Version.full,
        subcommands: [
            Generate.self, Rank.self, Tokenize.self, Encode.self, Decode.self, Upscale.self, CutOut.self, Inspect.self, ModelCommand.self,
            BenchmarkCommand.self,
        ])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.exit(with: error)
        }
    }
}

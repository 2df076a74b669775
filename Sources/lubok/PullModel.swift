import ArgumentParser
import ModelHub
import TextToImage
import TokenTransformer

struct PullModel: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull",
        abstract: say("Fetch a released model from the hub and make a model of it.", "Скачать опубликованную модель и собрать её."),
        discussion: say("Models: ", "Модели: ") + ReleasedModel.all.map(\.name).joined(separator: ", ") + ".\n"
            + say(
                "Files are kept where the hub's own client keeps them (HF_HOME, HF_HUB_CACHE). HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE are honoured.",
                "Файлы хранятся там же, где их хранит клиент хаба (HF_HOME, HF_HUB_CACHE). HF_TOKEN, HF_ENDPOINT и HF_HUB_OFFLINE учитываются."))

    @Argument(help: ArgumentHelp(say("The model's name.", "Имя модели."), valueName: say("name", "имя")))
    var model: String

    @Option(name: .long, help: ArgumentHelp(say("The codec: wavelet paints 512 pixels, plain 256.", "Кодек: wavelet рисует 512 точек, plain — 256.")))
    var codec = CodecChoice.wavelet

    @Option(name: .long, help: ArgumentHelp(say("The ruCLIP that ranks, or none.", "Какой ruCLIP сортирует; none — никакой.")))
    var matcher = MatcherChoice(ReleasedModel.matchers[0])

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("Also fetch Real-ESRGAN: 2, 4 or 8; several are separated by commas.", "Скачать и Real-ESRGAN: 2, 4 или 8; несколько через запятую."),
            valueName: say("numbers", "числа")))
    var upscaler: CommaSeparated<UpscalerChoice>?

    @OptionGroup var options: ImportArguments

    mutating func run() throws {
        let released = try ReleasedModel.named(model)
        var settings = try options.importOptions()
        let name = settings.name ?? released.name
        settings.name = name
        settings.title = released.title
        if settings.rules == nil { settings.rules = try TransformerRules(named: released.rules) }
        // Nothing is fetched for a model that cannot be made.
        try settings.validate()
        try ModelFolder.checkVacancy(of: options.destination(of: name))

        Interruption.watch()
        let client = HubClient(try HubEnvironment())
        do {
            let downloads = try fetch(released, with: client)
            settings.attribution = downloads.map { "\($0.file), \($0.commit)" }
            try options.make(downloads.map(\.path), settings: settings)
        } catch is Interruption.Interrupted {
            throw Interruption.Interrupted(keepsDownloads: true)
        }
    }

    /// The small files first: what is wrong with the way to the hub shows before gigabytes have come.
    private func fetch(_ released: ReleasedModel, with client: HubClient) throws -> [HubDownload] {
        var wanted = [[ReleasedModel.tokenizer], [ReleasedModel.codec(wavelet: codec == .wavelet)]]
        wanted += matcher.files.map { [$0] }
        wanted += Set(upscaler?.elements.map(\.scale) ?? []).sorted().map { [ReleasedModel.upscaler(scale: $0)] }
        wanted += released.extras.map { [$0] }
        wanted.append(released.transformer)
        var progress = Progress(isShown: true)
        defer { progress.finish() }
        return try wanted.map { files in
            try client.fetch(firstOf: files) { event in
                try Interruption.check()
                switch event {
                case .asking(let file):
                    progress.update(stage: say("Asking for \(file)", "Запрос: \(file)"), done: 0, of: 1, unit: "")
                case .downloading(let file, let received, let total):
                    progress.update(stage: "\(file)", done: received >> 20, of: total >> 20, unit: say("MB", "МБ"))
                case .waiting(let file, let seconds):
                    progress.update(
                        stage: say("Waiting \(Int(seconds)) s for \(file)", "Ожидание \(Int(seconds)) с: \(file)"), done: 0, of: 1, unit: "")
                case .checking(let file):
                    progress.update(stage: say("Checking \(file)", "Проверка: \(file)"), done: 0, of: 1, unit: "")
                }
            }
        }
    }
}

/// `--codec`.
enum CodecChoice: String, ExpressibleByArgument, CaseIterable {
    case wavelet, plain
}

/// `--matcher`.
struct MatcherChoice: ExpressibleByArgument {
    private let name: String

    private static let none = "none"

    init(_ name: String) {
        self.name = name
    }

    init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        name = argument
    }

    static var allValueStrings: [String] { ReleasedModel.matchers + [none] }
    var defaultValueDescription: String { name }

    var files: [HubFile] { name == Self.none ? [] : ReleasedModel.matcher(name) }
}

/// `--upscaler`.
struct UpscalerChoice: ExpressibleByArgument {
    let scale: Int

    init?(argument: String) {
        guard let scale = Int(argument), ReleasedModel.upscalerScales.contains(scale) else { return nil }
        self.scale = scale
    }

    static var allValueStrings: [String] { ReleasedModel.upscalerScales.map(String.init) }
}

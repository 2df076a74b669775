import ArgumentParser
import Foundation
import Images
import SuperResolution
import TextToImage

struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say("Paint candidates, rank them, write the best.", "Нарисовать варианты, отсортировать, записать лучшие."))

    @Argument(help: ArgumentHelp(say("What to paint.", "Что нарисовать.")))
    var prompt: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "Many prompts: one on each line, or a JSON object on each line; - is standard input.",
                "Много описаний: по одному на строке или по объекту JSON на строке; - — стандартный ввод."),
            valueName: say("file", "файл")))
    var promptFile: String?

    @Option(
        name: [.customShort("n"), .long], parsing: .unconditional,
        help: ArgumentHelp(say("Candidates to paint, at most 1024.", "Сколько вариантов нарисовать, не больше 1024.")))
    var candidates = 8

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Pictures to write, the best first; all by default.", "Сколько лучших записать; по умолчанию все.")))
    var keep: Int?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Repeats a run; -1 or none: a random one, which is printed.", "Повторяет результат; -1 или без него — случайное, оно печатается.")))
    var seed: Int64 = -1

    @OptionGroup var sampling: SamplingArguments
    @OptionGroup var shape: ShapeArguments
    @OptionGroup var start: ImagePromptArguments
    @OptionGroup var model: ModelOptions
    @OptionGroup var cutouts: CutoutArguments

    @Option(name: .shortAndLong, help: ArgumentHelp(say("Folder for the pictures.", "Папка для картинок."), valueName: say("folder", "папка")))
    var output = "."

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("File names; {prompt}, {seed} and {rank} are filled in.", "Имена файлов; {prompt}, {seed} и {rank} подставляются."),
            valueName: say("pattern", "образец")))
    var name = FileNaming.standardPattern

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Columns of the contact sheet.", "Столбцов на контактном листе."), valueName: say("columns", "столбцы")))
    var grid: Int?

    @OptionGroup var ranking: RankingArguments

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say(
                "Show the pictures so far in a file …-preview.png after every so many rows; it goes when they are done.",
                "Показывать начатые картинки в файле …-preview.png через столько рядов; по окончании он исчезает."),
            valueName: say("rows", "ряды")))
    var previewEvery: Int?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("Enlarge the pictures that are written, 2, 4 or 8 times, as the model has it.", "Увеличить записываемые картинки в 2, 4 или 8 раз, смотря что есть у модели."),
            valueName: say("times", "раз")))
    var upscale: Int?

    @Flag(name: .long, help: ArgumentHelp(say("Print one JSON object.", "Напечатать один объект JSON.")))
    var json = false

    @Flag(name: .long, help: ArgumentHelp(say("Print nothing but errors.", "Не печатать ничего, кроме ошибок.")))
    var quiet = false

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite files of the same name.", "Перезаписывать файлы с теми же именами.")))
    var force = false

    mutating func run() throws {
        // What needs no model is checked before one is read.
        let seed = try chosenSeed()
        var request = GenerationRequest(
            prompt: prompt ?? "", candidates: 0..<max(candidates, 0), seed: seed ?? GenerationRequest.randomSeed(),
            sampling: sampling.options(defaults: SamplingOptions()), ranking: try ranking.ranking(), shape: try shape.shape(),
            previewRows: previewEvery)
        guard candidates >= 0 else {
            throw TextToImageError.badOption(
                name: "--candidates", value: "\(candidates)", allowed: .range(1...GenerationRequest.largestCandidateCount))
        }
        try request.validate()
        request.imagePrompts = try start.options.imagePrompts()
        let counts = GenerationRequest.candidateCounts(imagePrompts: request.imagePrompts.count)
        guard counts.contains(candidates) else {
            throw TextToImageError.badOption(name: "--candidates", value: "\(candidates)", allowed: .range(counts))
        }
        // So many of each picture that is started from.
        request.candidates = 0..<candidates * max(request.imagePrompts.count, 1)
        try request.validate()
        if let upscale { try UpscaleChoice.check("--upscale", upscale) }
        if let grid, !(1...64).contains(grid) {
            throw TextToImageError.badOption(name: "--grid", value: "\(grid)", allowed: .range(1...64))
        }
        switch (prompt, promptFile) {
        case (_?, nil): try paint(request, to: try export(of: request))
        case (nil, let file?):
            try paintPrompts(
                of: file,
                settings: PromptSettings(
                    request: request, seed: seed, keep: keep, pattern: name, folder: output, columns: grid, overwrites: force))
        case (_?, _?): throw TextToImageError.optionsExclude("<prompt>", "--prompt-file")
        case (nil, nil): throw ValidationError(say("Give a prompt, or --prompt-file.", "Укажите описание или --prompt-file."))
        }
    }

    /// Nil for a random one.
    private func chosenSeed() throws -> UInt64? {
        guard seed >= -1 else { throw TextToImageError.badOption(name: "--seed", value: "\(seed)", allowed: .atLeast(-1)) }
        return seed == -1 ? nil : UInt64(seed)
    }

    private func export(of request: GenerationRequest) throws -> PictureExport {
        let candidates = request.candidates.count
        let keep = keep ?? candidates
        guard keep >= 1, keep <= candidates else {
            throw TextToImageError.badOption(name: "--keep", value: "\(keep)", allowed: .range(1...max(candidates, 1)))
        }
        return PictureExport(
            folder: output, naming: try FileNaming(pattern: name, prompt: request.prompt, seed: request.seed), keep: keep, columns: grid,
            overwrites: force)
    }

    private func paint(_ request: GenerationRequest, to export: PictureExport) throws {
        var (request, export) = (request, export)
        let pipeline = try model.pipeline(opensMatcher: request.ranking?.needsMatcher ?? true)
        request.sampling = sampling.options(defaults: pipeline.samplingDefaults)
        // A request that cannot be painted, or pictures that cannot be enlarged, leave no folder behind.
        let run = try pipeline.run(request)
        export.finish = try finish(for: pipeline)
        try export.finish.check(width: run.pictureSize.width, height: run.pictureSize.height)
        let showsPreviews = request.previewRows != nil
        try export.prepare(previews: showsPreviews)

        Interruption.watch()
        var progress = GenerationProgress(isQuiet: quiet)
        defer {
            progress.finish()
            if showsPreviews { export.removePreview() }
        }
        var pictures = [RankedImage]()
        while let event = try run.next() {
            try Interruption.check()
            progress.show(event)
            switch event {
            case .preview(let preview): try export.write(preview)
            case .ranked(let ranked): pictures = ranked
            case .promptRead, .codesDrawn, .picturesPainted: break
            }
        }
        let record = try export.write(pictures, record: try pipeline.record(of: request, prompt: run.prompt)) { done, total in
            try Interruption.check()
            progress.showEnlarging(done: done, of: total)
        }
        progress.finish()
        report(record, export: export)
    }

    /// What is done to the pictures that are kept.
    func finish(for pipeline: TextToImagePipeline) throws -> PictureFinish {
        PictureFinish(
            upscaler: try upscale.map { try pipeline.upscaler(scale: $0) },
            cutter: try cutouts.cutout.map { try pipeline.cutter($0) }, on: pipeline.pool)
    }

    private func report(_ record: GenerationRecord, export: PictureExport) {
        if json {
            print(String(decoding: record.json, as: UTF8.self), terminator: "")
        } else if !quiet {
            print(say("Seed: \(record.seed)", "Зерно: \(record.seed)"))
            for picture in record.pictures {
                print("\(picture.rank)  \(export.path(of: picture.file))  (\(values(of: picture, rankedBy: record.rankedBy)))")
                if let cutout = picture.cutout {
                    print(say("   cut out: ", "   вырезано: ") + export.path(of: cutout.file))
                }
            }
            if let sheet = record.contactSheet {
                print(say("All candidates: ", "Все варианты: ") + export.path(of: sheet))
            }
        }
    }

    /// What the order of the pictures came from.
    func values(of picture: GenerationRecord.Picture, rankedBy ranking: Ranking) -> String {
        let score = picture.score.map { String(format: say("score %.3f", "оценка %.3f"), $0) }
        let perplexity = String(format: say("perplexity %.1f", "перплексия %.1f"), picture.perplexity)
        return switch ranking {
        case .clip: score ?? perplexity
        case .perplexity: perplexity
        case .both: [score, perplexity].compactMap { $0 }.joined(separator: ", ")
        }
    }
}

import ArgumentParser
import TextToImage

/// How codes are drawn. What is not given is the model's own default.
struct SamplingArguments: ParsableArguments {
    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Below 1 bolder, above 1 more various.", "Меньше 1 — увереннее, больше 1 — разнообразнее.")))
    var temperature: Double?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Draw among the K likeliest codes; 0 is all.", "Выбирать из K вероятнейших кодов; 0 — из всех.")))
    var topK: Int?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Draw among the likeliest codes that add up to P; 1 is all.", "Выбирать из вероятнейших кодов с общей вероятностью P; 1 — из всех.")))
    var topP: Double?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("How closely to follow the prompt; 1 is the model as it is.", "Насколько строго следовать описанию; 1 — как обучена модель.")))
    var guidance: Double?

    func options(defaults: SamplingOptions) -> SamplingOptions {
        var options = defaults
        if let temperature { options.temperature = temperature }
        if let topK { options.topK = topK }
        if let topP { options.topP = topP }
        if let guidance { options.guidance = guidance }
        return options
    }
}

import ArgumentParser
import TextToImage

/// By what the pictures are put in order.
struct RankingArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "The order of the pictures: by likeness to the prompt, by how sure the model was, or by both; as a rule what the model has found to be best.",
                "Порядок картинок: по сходству с описанием, по уверенности модели или по обоим; обычно — как лучше для модели.")))
    var rankBy: Ranking?

    @Flag(
        name: .customLong("no-rank"),
        help: ArgumentHelp(
            say(
                "Do not compare the pictures with the prompt: --rank-by perplexity.",
                "Не сравнивать картинки с описанием: --rank-by perplexity.")))
    var skipsRanking = false

    /// Nil where the model decides.
    func ranking() throws -> Ranking? {
        guard skipsRanking else { return rankBy }
        guard rankBy == nil || rankBy == .perplexity else { throw TextToImageError.optionsExclude("--no-rank", "--rank-by") }
        return .perplexity
    }
}

extension Ranking: ExpressibleByArgument {}

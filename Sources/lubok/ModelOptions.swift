import ArgumentParser
import Tensors
import TextToImage

/// Which model, how its weights are held, and on how many threads it runs.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            say("A model's name, or the path of its folder.", "Имя модели или путь к её папке."),
            valueName: say("name-or-folder", "имя-или-папка")))
    var model = ModelCatalogue.defaultModel

    @Option(name: .long, help: ArgumentHelp(say("How the weights are held: auto or float32.", "Как хранить веса: auto или float32.")))
    var precision = PrecisionChoice.auto

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Threads to compute on; all processors by default.", "Число потоков; по умолчанию все процессоры.")))
    var threads: Int?

    /// More threads than any machine has are a slip of the finger.
    private static let mostThreads = 1024

    func pool() throws -> ComputePool {
        if let threads, !(1...Self.mostThreads).contains(threads) {
            throw TextToImageError.badOption(name: "--threads", value: "\(threads)", allowed: .range(1...Self.mostThreads))
        }
        return ComputePool(threads: threads)
    }

    func pipeline() throws -> TextToImagePipeline {
        try TextToImagePipeline(
            folder: try ModelCatalogue().open(model), precision: precision.precision, pool: try pool())
    }
}

/// `--precision`.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, float32

    /// `auto` is a function of the processor and the model, never of a timing.
    var precision: Precision { .float32 }
}

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

    @Option(name: .long, help: ArgumentHelp(say("How the weights are held.", "Как хранить веса.")))
    var precision = PrecisionChoice.auto

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Threads to compute on; all processors by default.", "Число потоков; по умолчанию все процессоры.")))
    var threads: Int?

    /// - Parameter opensMatcher: whether pictures will be compared with prompts.
    func pipeline(opensMatcher: Bool = true) throws -> TextToImagePipeline {
        try TextToImagePipeline(folder: folder(), precision: precision.precision, opensMatcher: opensMatcher, pool: pool())
    }

    func folder() throws -> ModelFolder { try ModelCatalogue().open(model) }

    func pool() throws -> ComputePool { try ThreadCount(threads).pool() }
}

/// `--precision`.
enum PrecisionChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, float32, bfloat16, int8, int4

    /// Nil where the model and the processor decide.
    var precision: Precision? {
        switch self {
        case .auto: nil
        case .float32: .float32
        case .bfloat16: .bfloat16
        case .int8: .int8
        case .int4: .int4
        }
    }
}

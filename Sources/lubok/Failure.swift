import ArgumentParser
import Benchmarks
import Checkpoints
import Foundation
import ImageCodec
import Images
import ModelHub
import SuperResolution
import TextImageMatching
import TextToImage
import TokenTransformer
import Tokenization

/// Where errors become one sentence and an exit code, as `sysexits.h` numbers them.
enum Failure {
    private static let usage: Int32 = 64
    static let badData: Int32 = 65
    private static let noInput: Int32 = 66
    private static let unavailable: Int32 = 69
    private static let internalFault: Int32 = 70
    private static let cannotCreate: Int32 = 73
    private static let inputOutput: Int32 = 74
    private static let interrupted: Int32 = 75

    static func exit(with error: any Error) -> Never {
        if let interruption = error as? Interruption.Interrupted {
            StandardError.line(sentence(of: interruption))
            Foundation.exit(interrupted)
        }
        guard let (sentence, code) = rendering(of: error) else {
            if Lubok.exitCode(for: error) == .failure {
                StandardError.line(say("Internal error: ", "Внутренняя ошибка: ") + printable("\(error)"))
                Foundation.exit(internalFault)
            }
            Lubok.exit(withError: error)
        }
        StandardError.line(say("Error: ", "Ошибка: ") + printable(sentence))
        Foundation.exit(code)
    }

    private static func sentence(of interruption: Interruption.Interrupted) -> String {
        if interruption.keepsDownloads {
            return say(
                "Interrupted; what was fetched is kept, and the same command goes on from there.",
                "Прервано; скачанное сохранено, и та же команда продолжит с этого места.")
        }
        guard let count = interruption.finishedPrompts else {
            return say("Interrupted; nothing was written.", "Прервано; ничего не записано.")
        }
        guard !interruption.startsAgain else {
            return say(
                "Interrupted; prompts finished: \(count). With --force the same command paints them again.",
                "Прервано; готово описаний: \(count). Та же команда с --force нарисует их заново.")
        }
        return say(
            "Interrupted; prompts finished: \(count). The same command goes on from there.",
            "Прервано; готово описаний: \(count). Та же команда продолжит с этого места.")
    }

    /// One sentence in the user's language.
    static func sentence(of error: any Error) -> String {
        rendering(of: error)?.sentence ?? say("Internal error: ", "Внутренняя ошибка: ") + "\(error)."
    }

    /// Nil for what the argument parser renders itself: its own errors, help and version.
    private static func rendering(of error: any Error) -> (sentence: String, code: Int32)? {
        switch error {
        case let error as TextToImageError: (say(error.description, error.russianDescription), code(of: error))
        case let error as ImageError: (say(error.description, error.russianDescription), code(of: error))
        case let error as CheckpointError: (say(error.description, error.russianDescription), code(of: error))
        case let error as TokenizationError: (say(error.description, error.russianDescription), code(of: error))
        case let error as TransformerError: (say(error.description, error.russianDescription), badData)
        case let error as ImageCodecError: (say(error.description, error.russianDescription), badData)
        case let error as TextImageMatchingError: (say(error.description, error.russianDescription), badData)
        case let error as SuperResolutionError: (say(error.description, error.russianDescription), badData)
        case let error as HubError: (say(error.description, error.russianDescription), code(of: error))
        case let error as BenchmarkError: (say(error.description, error.russianDescription), usage)
        default: nil
        }
    }

    private static func code(of error: TextToImageError) -> Int32 {
        switch error {
        case .emptyPrompt, .badOption, .noMatcher, .noUpscaler, .noSegmentation, .guidanceNotTrained, .preparedOtherwise: usage
        case .optionNeeds, .optionsExclude, .sizeNotReachable, .borderTooLarge, .nothingKept: usage
        case .ambiguousPart, .undecidedRules, .undecidedHeads, .badModelName, .outsideCatalogue, .shippedModel: usage
        case .modelNotFound, .notAModelFolder, .unreadableFile, .missingFile, .missingPart: noInput
        case .outputExists, .folderExists, .cannotWrite: cannotCreate
        default: badData
        }
    }

    private static func code(of error: ImageError) -> Int32 {
        switch error {
        case .cannotRead, .notARegularFile: noInput
        case .alreadyExists: cannotCreate
        case .cannotWrite: inputOutput
        case .cannotEncode, .invalidKeyword, .invalidText: internalFault
        default: badData
        }
    }

    private static func code(of error: HubError) -> Int32 {
        switch error {
        case .unknownModel, .invalidEndpoint: usage
        case .offline, .unauthorized, .forbidden, .notFound: noInput
        case .wrongHash, .wrongSize, .badMetadata: badData
        case .notEnoughSpace, .cannotWrite: inputOutput
        case .unreachable, .tooManyRequests, .unexpectedStatus, .tooManyRedirects, .unsafeRedirect, .interrupted, .busy: unavailable
        }
    }

    private static func code(of error: CheckpointError) -> Int32 {
        switch error {
        case .unreadable, .notRegularFile: noInput
        case .unwritable: inputOutput
        default: badData
        }
    }

    private static func code(of error: TokenizationError) -> Int32 {
        switch error {
        case .unreadableFile: noInput
        case .unwritableFile: inputOutput
        default: badData
        }
    }
}

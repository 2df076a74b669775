import Foundation
import TestSupport
import Testing

/// Something that must end in one sentence.
struct BadInput: Sendable, CustomTestStringConvertible {
    let name: String
    let exitCode: Int32
    /// What the sentence has to name: the file or the option.
    let mentions: [String]
    /// Makes the files and says how the program is to be called.
    let arguments: @Sendable (BadInputBench) throws -> [String]

    var testDescription: String { name }

    static let usage: Int32 = 64
    static let badData: Int32 = 65
    static let noInput: Int32 = 66
    static let cannotCreate: Int32 = 73
    static let inputOutput: Int32 = 74

    /// A generation with these options, on a sound model.
    static func options(_ options: String..., mentions: String, prompt: String = "кот") -> BadInput {
        BadInput(name: options.joined(separator: " "), exitCode: usage, mentions: [mentions]) { bench in
            try bench.generation(of: prompt) + options
        }
    }

    /// A model of which one file holds other bytes, met by each of these commands.
    static func model(
        _ name: String, _ file: ToyModelFolder.File, mentions: [String] = [], commands: [Command] = [.generate],
        contents: @escaping @Sendable (ToyModelFolder) throws -> Data
    ) -> [BadInput] {
        commands.map { command in
            BadInput(name: "\(name): \(command)", exitCode: badData, mentions: [file.rawValue] + mentions) { bench in
                let model = try bench.changedModel()
                try model.replace(file, with: contents(model))
                return switch command {
                case .generate: try bench.generation(of: "кот", model: model.path)
                case .tokenize: ["tokenize", "кот", "--model", model.path]
                case .inspect: ["inspect", model.path(of: file)]
                }
            }
        }
    }

    enum Command: Sendable {
        case generate, tokenize, inspect
    }

    /// A picture that no command can read.
    static func picture(_ name: String, exitCode: Int32 = badData, contents: (@Sendable () throws -> Data)?) -> [BadInput] {
        ["rank", "encode", "upscale", "cutout", "inspect"].map { command in
            BadInput(name: "\(name): \(command)", exitCode: exitCode, mentions: ["stranger.png"]) { bench in
                if let contents { try bench.folder.write(contents(), to: "stranger.png") }
                let picture = bench.folder.path("stranger.png")
                return switch command {
                case "rank": try ["rank", "кот", picture, "--model", Fixtures.model.get().path]
                case "encode", "upscale": try [command, picture, "--model", Fixtures.model.get().path]
                case "cutout": [command, picture, "--method", "contour", "-o", bench.folder.path("a.png")]
                default: [command, picture]
                }
            }
        }
    }
}

/// Where a bad input is tried: a folder for its files and a model that may be broken.
final class BadInputBench {
    let folder: TemporaryFolder
    private var model: ToyModelFolder?

    init() throws {
        folder = try TemporaryFolder()
    }

    func changedModel() throws -> ToyModelFolder {
        let model = try ToyModelFolder(copying: Fixtures.model.get())
        self.model = model
        return model
    }

    func generation(of prompt: String, model: String? = nil) throws -> [String] {
        ["generate", prompt, "-n", "1", "--seed", "7", "--model", try model ?? Fixtures.model.get().path, "-o", folder.path]
    }
}

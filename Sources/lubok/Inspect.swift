import ArgumentParser
import Checkpoints
import Foundation
import Images
import TextToImage
import Tokenization

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: say(
            "Show what a picture, a checkpoint, a vocabulary or a model folder holds.",
            "Показать, что внутри картинки, файла весов, словаря или папки модели."))

    @Argument(help: ArgumentHelp(say("A file or a folder.", "Файл или папка.")))
    var path: String

    mutating func run() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            print(ModelSummary(try ModelFolder(path: path)).text)
        } else {
            switch FileKind(path: path) {
            case .picture: try inspectPicture()
            case .vocabulary: try inspectVocabulary()
            case .checkpoint: try inspectCheckpoint()
            }
        }
    }

    private func inspectPicture() throws {
        let file = try PNGReader.read(path: path)
        print("PNG \(file.image.width)×\(file.image.height), \(file.image.channels == .rgb ? "RGB" : "RGBA")")
        for text in file.texts {
            guard text.keyword == GenerationParameters.keyword, let parameters = GenerationParameters(text: text.text) else {
                print(printable("\(text.keyword): \(text.text)"))
                continue
            }
            print(say("Prompt: ", "Описание: ") + printable(parameters.prompt))
            for setting in parameters.settings { print(printable("\(setting.key): \(setting.value)")) }
        }
    }

    private func inspectVocabulary() throws {
        let vocabulary = try BPEVocabulary(contentsOf: URL(fileURLWithPath: path))
        print(
            say("YouTokenToMe vocabulary: ", "Словарь YouTokenToMe: ")
                + say(
                    "\(vocabulary.size) tokens, \(vocabulary.characters.count) characters, \(vocabulary.merges.count) merges",
                    "токенов \(vocabulary.size), символов \(vocabulary.characters.count), слияний \(vocabulary.merges.count)"))
    }

    private func inspectCheckpoint() throws {
        let checkpoint = try CheckpointFile.open(path)
        var weights = 0
        for name in checkpoint.keys {
            guard let summary = checkpoint.summary(of: name) else { continue }
            weights += summary.shape.reduce(1, *)
            print("\(printable(name))\t\(summary.elementType.name)\t\(summary.shape.map(String.init).joined(separator: "×"))")
        }
        print(say("Tensors: ", "Тензоров: ") + "\(checkpoint.keys.count), " + say("numbers: ", "чисел: ") + "\(weights)")
        if !checkpoint.skippedKeys.isEmpty {
            print(say("Also in the file: ", "Ещё в файле: ") + printable(checkpoint.skippedKeys.joined(separator: ", ")))
        }
    }
}

/// What a file is, by its first bytes: the name proves nothing.
private enum FileKind {
    case picture, vocabulary, checkpoint

    init(path: String) {
        let head = Self.isRegular(path) ? (try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 64)) ?? Data() : Data()
        let line = head.prefix { $0 != UInt8(ascii: "\n") }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .picture
        } else if line.count < head.count, !line.isEmpty, line.allSatisfy({ $0 == 0x20 || (0x30...0x39).contains($0) }) {
            self = .vocabulary
        } else {
            self = .checkpoint
        }
    }

    /// To open a pipe is to wait for somebody who writes into it. What is no file is refused as a checkpoint.
    private static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

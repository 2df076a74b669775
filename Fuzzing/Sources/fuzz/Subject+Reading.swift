import Checkpoints
import Foundation
import Images
import TextToImage
import Tokenization

extension Subject {
    /// Reads one file as the program would, and goes on to use what came of it. Refusals are what is hoped for; what was believed must hold.
    func read(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .safetensors, .torchZip, .torchLegacy: readCheckpoint(bytes)
        case .vocabulary: readVocabulary(bytes)
        case .manifest: readManifest(bytes)
        case .png: readPicture(bytes)
        }
    }

    private func readCheckpoint(_ bytes: UnsafeRawBufferPointer) {
        FileInMemory.shared.fill(with: bytes)
        do throws(CheckpointError) {
            let checkpoint = try CheckpointFile.open(FileInMemory.shared.path)
            for key in checkpoint.keys.prefix(64) {
                do throws(CheckpointError) {
                    try readTensor(key, of: checkpoint)
                } catch {
                    _ = error.description
                }
            }
        } catch {
            _ = error.description
        }
    }

    private func readTensor(_ key: String, of checkpoint: any Checkpoint) throws(CheckpointError) {
        guard let summary = checkpoint.summary(of: key) else { preconditionFailure("a key without a summary") }
        let tensor = try checkpoint.tensor(key)
        precondition(tensor.shape == summary.shape && tensor.values.count == summary.shape.reduce(1, *))
        _ = try checkpoint.mappedBytes(of: key)
        _ = try checkpoint.integers(key)
    }

    private func readVocabulary(_ bytes: UnsafeRawBufferPointer) {
        FileInMemory.shared.fill(with: bytes)
        do throws(TokenizationError) {
            let vocabulary = try BPEVocabulary(contentsOf: URL(fileURLWithPath: FileInMemory.shared.path))
            let again = try BPEVocabulary(modelFile: vocabulary.modelFile.utf8, named: "m")
            precondition(again == vocabulary, "a vocabulary that is written and read is another")
            let tokenizer = BPETokenizer(vocabulary)
            var text = "Рыжий кот, a cat"
            text.unicodeScalars.append(contentsOf: vocabulary.characters.prefix(64).map(\.scalar))
            let ids = tokenizer.encode(text)
            precondition(ids.allSatisfy { (0..<vocabulary.size).contains(Int($0)) })
            _ = try tokenizer.decode(ids)
            _ = try tokenizer.decode((0..<vocabulary.size).prefix(16).map { TokenID($0) })
        } catch {
            _ = error.description
        }
    }

    private func readManifest(_ bytes: UnsafeRawBufferPointer) {
        FileInMemory.shared.fill(with: bytes)
        do throws(TextToImageError) {
            let folder = try ModelFolder(path: ScratchModel.path)
            guard let json = try? JSONEncoder().encode(folder.manifest) else { preconditionFailure("a manifest that cannot be written") }
            precondition((try? JSONDecoder().decode(ModelManifest.self, from: json)) == folder.manifest)
            try folder.verify()
        } catch {
            _ = error.description
        }
    }

    private func readPicture(_ bytes: UnsafeRawBufferPointer) {
        do throws(ImageError) {
            let file = try PNGReader.read(bytes: Array(bytes))
            precondition(file.image.pixels.count == file.image.width * file.image.height * file.image.channelCount)
            guard file.image.pixels.count < 1 << 16 else { return }
            let again = try PNGReader.read(bytes: PNGWriter.encode(file.image))
            precondition(again.image == file.image, "a picture that is written and read is another")
        } catch {
            _ = error.description
        }
    }
}

import Checkpoints
import Foundation
import Testing

/// Checkpoints written by PyTorch itself.
@Suite struct GoldensTests {
    private static let files: [String] = {
        let folder =
            ProcessInfo.processInfo.environment["LUBOK_GOLDENS"].map { URL(filePath: $0) }
            ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens")
        let extensions: Set = ["bin", "ckpt", "pth", "safetensors"]
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        return files.filter { extensions.contains($0.pathExtension) }.map { $0.path(percentEncoded: false) }.sorted()
    }()

    @Test func thereAreSome() {
        #expect(!GoldensTests.files.isEmpty)
    }

    @Test(arguments: files)
    func everyTensorCanBeRead(path: String) throws {
        let checkpoint = try CheckpointFile.open(path)
        #expect(!checkpoint.keys.isEmpty)
        for key in checkpoint.keys {
            let summary = try #require(checkpoint.summary(of: key))
            let tensor = try checkpoint.tensor(key)
            #expect(tensor.shape == summary.shape)
            #expect(tensor.values.allSatisfy { $0.isFinite }, "\(key)")
        }
    }

    @Test(arguments: files)
    func aFileCutShortIsRefused(path: String) throws {
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        for length in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
            #expect(try openingError(Array(bytes[..<length])) != nil, "\(length)")
        }
    }
}

import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing
import TextToImage

/// A prepared model is the same model, and opens without packing anything.
@Suite struct ModelPreparationTests {
    private static let toy = Result { try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0]) }

    private func codes(_ folder: ModelFolder, _ precision: Precision?) throws -> [[Int32]] {
        let pipeline = try TextToImagePipeline(folder: folder, precision: precision)
        return try pipeline.pictures(for: GenerationRequest(prompt: "рыжий кот", candidates: 0..<3, seed: 5)).map(\.codes.codes)
    }

    @Test(arguments: Precision.allCases) func paintsTheSamePictures(precision: Precision) throws {
        let source = try ModelFolder(path: Self.toy.get().path)
        let place = try TemporaryFolder()
        let path = place.path("prepared")
        var reported = [Int]()
        try ModelPreparation(source, precision: precision).write(to: path) { done, _ in reported.append(done) }
        #expect(reported == Array(1...reported.count))

        let prepared = try ModelFolder(path: path)
        try prepared.verify()
        #expect(prepared.manifest.preferredPrecision == precision)
        #expect(try codes(prepared, nil) == codes(source, precision))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["prepared"])
    }

    @Test func isOpenedBeforeItHasItsName() throws {
        let toy = try ToyModelFolder(copying: Self.toy.get())
        let key = "to_logits.0.weight"
        try toy.replace(.transformer, with: toy.safetensors(of: .transformer, without: key))
        let place = try TemporaryFolder()
        #expect {
            try ModelPreparation(ModelFolder(path: toy.path), precision: .int8).write(to: place.path("prepared"))
        } throws: { error in
            if case CheckpointError.missingKey(_, key, _) = error { true } else { false }
        }
        #expect(try place.names.isEmpty)
    }

    @Test func refusesWhatCannotBe() throws {
        let source = try ModelFolder(path: Self.toy.get().path)
        let place = try TemporaryFolder()
        let path = place.path("prepared")
        try ModelPreparation(source, precision: .int8).write(to: path)
        #expect(throws: TextToImageError.folderExists(path: path)) { try ModelPreparation(source, precision: .int8).write(to: path) }
        let prepared = try ModelFolder(path: path)
        let otherwise = TextToImageError.preparedOtherwise(path: path, prepared: "int8", asked: "float32")
        #expect(throws: otherwise) { try TextToImagePipeline(folder: prepared, precision: .float32) }
        #expect(throws: otherwise) { try ModelPreparation(prepared, precision: .float32) }
    }
}

import Benchmarks
import Foundation
import TestSupport
import Testing
import TextToImage
import TokenTransformer

@Suite("What is measured")
struct PlanTests {
    private static let none = ModelCatalogue(places: [])

    @Test func positionsFollowTheShape() throws {
        #expect(try BenchmarkPlan().positions(in: .malevich) == [0, 512, 1000])
        #expect(try BenchmarkPlan(positions: [9, 3, 9]).positions(in: .malevich) == [3, 9])
        let tiny = try BenchmarkSubject(shape: "grid=2", models: Self.none).transformer
        #expect(try BenchmarkPlan().positions(in: tiny) == [0, 2])
        let single = try BenchmarkSubject(shape: "grid=1", models: Self.none).transformer
        #expect(try BenchmarkPlan().positions(in: single) == [0])
    }

    @Test(arguments: [-1, 1023, 5000]) func positionsStayInThePicture(position: Int) {
        #expect(throws: BenchmarkError.positionOutOfRange(found: position, allowed: 0...1022)) {
            try BenchmarkPlan(positions: [0, position]).positions(in: .malevich)
        }
    }

    @Test func shapesByName() throws {
        #expect(try BenchmarkSubject(shape: "malevich", models: Self.none).transformer == .malevich)
        let kandinsky = try BenchmarkSubject(shape: "kandinsky", models: Self.none)
        #expect(kandinsky.transformer == .kandinsky && kandinsky.codec == .sber() && kandinsky.folder == nil)
    }

    @Test func shapesByNumbers() throws {
        let subject = try BenchmarkSubject(shape: "layers=12,width=1024,heads=16,text=64,grid=24,words=900,codes=512", models: Self.none)
        let expected = try TransformerConfig(
            layers: 12, width: 1024, heads: 16, textLength: 64, gridSide: 24, textVocabulary: 900, imageVocabulary: 512,
            sandwichLayerNorm: true, rules: .v3)
        #expect(subject.transformer == expected)
        #expect(try BenchmarkSubject(shape: "kandinsky,grid=48", models: Self.none).transformer.width == 3840)
    }

    @Test func shapesOfModels() throws {
        let folder = try TemporaryFolder()
        let golden = try #require(GoldenCase.all(kind: "pipeline").first)
        let model = try ToyModelFolder(golden)
        let models = ModelCatalogue(places: [folder.path])
        #expect(throws: BenchmarkError.unknownShape("toy", known: ["malevich", "kandinsky"])) {
            try BenchmarkSubject(shape: "toy", models: models)
        }
        try FileManager.default.createSymbolicLink(atPath: folder.path("toy"), withDestinationPath: model.path)
        let subject = try BenchmarkSubject(shape: "toy", models: models)
        #expect(try subject.transformer == ModelFolder(path: model.path).manifest.transformer.config)
        #expect(subject.folder == nil && subject.name == "toy")
    }

    @Test(arguments: ["", "rembrandt", "rembrandt,grid=4"]) func unknownNames(shape: String) {
        let name = String(shape.prefix { $0 != "," })
        #expect(throws: BenchmarkError.unknownShape(name, known: ["malevich", "kandinsky"])) {
            try BenchmarkSubject(shape: shape, models: Self.none)
        }
    }

    @Test(arguments: ["depth=3", "grid=", "grid=four", "grid", "=", ""]) func settingsThatAreNone(setting: String) {
        #expect {
            try BenchmarkSubject(shape: "malevich," + setting, models: Self.none)
        } throws: { error in
            guard case .badShapeSetting(setting, let known)? = error as? BenchmarkError else { return false }
            return known.contains("grid")
        }
    }

    @Test func numbersThatCannotBe() {
        #expect(throws: BenchmarkError.impossibleShape(.widthNotDivisible(width: 10, heads: 3))) {
            try BenchmarkSubject(shape: "width=10,heads=3", models: Self.none)
        }
        #expect(throws: BenchmarkError.impossibleShape(.sizeOutOfRange(field: "grid_side", found: 0, allowed: 1...256))) {
            try BenchmarkSubject(shape: "grid=0", models: Self.none)
        }
    }
}

import Benchmarks
import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing
import TextToImage
import TokenTransformer

@Suite("Measuring", .serialized)
struct MeasuringTests {
    private static let tiny = "layers=2,width=64,heads=2,text=8,grid=4,words=40,codes=50"

    @Test func aTinyShapeOnRandomWeights() throws {
        let subject = try BenchmarkSubject(shape: Self.tiny, models: ModelCatalogue(places: []))
        let plan = BenchmarkPlan(
            parts: [.prefill, .step], precisions: Precision.allCases, candidates: [1, 3], positions: [0, 5, 13], steps: 4, repeats: 2)
        var found: [PartMeasurement] = []
        try Benchmark(subject, plan: plan, machine: LimitTests.machine, on: ComputePool(threads: 2)).run { found.append($0) }

        #expect(found.count == Precision.allCases.count * (1 + 2 * 3))
        for measurement in found {
            #expect(measurement.timing.least > 0 && measurement.work.operations > 0 && measurement.work.bytes > 0)
            #expect(measurement.shape == Self.tiny)
            #expect((measurement.position == nil) == (measurement.part == .prefill))
        }
        for precision in Precision.allCases {
            let steps = found.filter { $0.precision == precision && $0.part == .step }
            #expect(steps.map(\.position) == [0, 0, 5, 5, 13, 13])
            #expect(steps.map(\.candidates) == [1, 3, 1, 3, 1, 3])
            // Nothing is computed from the last of 16 codes.
            #expect(steps.map(\.timing.samples.count) == [4, 4, 4, 4, 2, 2])
        }
    }

    @Test func everyPartOfAModel() throws {
        let golden = try #require(GoldenCase.all(kind: "pipeline").first)
        let model = try ToyModelFolder(golden, upscalers: GoldenCase.upscalers())
        let subject = BenchmarkSubject(folder: try ModelFolder(path: model.path))
        let plan = BenchmarkPlan(candidates: [2], positions: [1], steps: 1, repeats: 1)
        var found: [PartMeasurement] = []
        try Benchmark(subject, plan: plan, machine: LimitTests.machine, on: .shared).run { found.append($0) }
        #expect(Set(found.map(\.part)) == Set(BenchmarkPart.allCases))
        #expect(found.allSatisfy { $0.timing.least > 0 && $0.work.operations > 0 })
    }

    @Test func theAccuracyOfAModel() throws {
        let golden = try #require(GoldenCase.all(kind: "pipeline").first)
        let model = try ToyModelFolder(golden)
        let subject = BenchmarkSubject(folder: try ModelFolder(path: model.path))
        let codes = subject.transformer.imageLength
        let accuracy = try AccuracyBenchmark(subject, positions: codes + 3, on: .shared)
        let truth = try accuracy.measure(.float32)
        #expect(truth.logits.positions == codes + 3)
        #expect(truth.logits.largestError == 0 && truth.logits.meanDivergence == 0 && truth.logits.greedyAgreement == 1)
        #expect(truth.pictures.largestError == 0 && truth.pictures.decibels == .infinity)
        #expect(try #require(truth.leastCosine) > 0.99999)
        for precision in Precision.allCases where precision != .float32 {
            let measured = try accuracy.measure(precision)
            #expect(measured.logits.largestError > 0, "\(precision) is not float32")
            #expect(measured.logits.meanDivergence.isFinite)
        }
    }

    @Test func randomWeightsHaveNoAccuracy() throws {
        let subject = try BenchmarkSubject(shape: Self.tiny, models: ModelCatalogue(places: []))
        #expect(throws: BenchmarkError.accuracyOfRandomWeights) { try AccuracyBenchmark(subject, positions: 1, on: .shared) }
    }

    @Test func theMachine() {
        let pool = ComputePool(threads: 2)
        let machine = MachineProfile.measured(on: pool)
        #expect(machine.threads == 2 && machine.tier == Kernels.tierName && machine.openBLASCore == MatrixProduct.openBLASCore)
        #expect(machine.readBytesPerSecond > 0 && machine.readBytesPerSecond.isFinite)
        #expect(machine.operationsPerSecond[.float32] ?? 0 > 0)
        #expect(machine.operationsPerSecond.values.allSatisfy { $0 > 0 && $0.isFinite })
    }
}

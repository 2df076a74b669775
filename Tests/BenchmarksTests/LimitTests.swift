import Benchmarks
import Checkpoints
import ImageCodec
import Tensors
import Testing
import TextImageMatching
import TextToImage
import TokenTransformer

@Suite("Work and limits")
struct LimitTests {
    /// 10 GB/s; 100 Gop/s of floats, and no other unit.
    static let machine = MachineProfile(
        readBytesPerSecond: 10e9, operationsPerSecond: [.float32: 100e9], openBLASCore: "Test", tier: "scalar", threads: 3, load: 0.2)

    @Test func theLimitIsTheLongerOfReadingAndComputing() {
        #expect(Self.machine.limit(of: Work(bytes: 20e9, operations: 100e9), precision: .float32) == 2)
        #expect(Self.machine.limit(of: Work(bytes: 5e9, operations: 300e9), precision: .float32) == 3)
    }

    @Test(arguments: Precision.allCases) func aMissingUnitIsReplacedByFloats(precision: Precision) {
        #expect(Self.machine.unit(for: precision) == .float32)
    }

    @Test func theShareIsOfTheLeastTime() {
        let measurement = PartMeasurement(
            part: .step, shape: "x", precision: .float32, candidates: 4, position: 9, timing: Timing(samples: [5, 4, 8]),
            work: Work(bytes: 20e9, operations: 0), peakMemory: nil, stepsPerPicture: 100, machine: Self.machine)
        #expect(measurement.share == 0.5)
        #expect(measurement.secondsPerPicture == 125)
    }

    @Test func onlyALoadThatIsKnownIsBusy() {
        func isBusy(_ load: Double?) -> Bool {
            MachineProfile(
                readBytesPerSecond: 1, operationsPerSecond: [:], openBLASCore: "", tier: "", threads: 1, load: load
            ).isBusy
        }
        #expect(!isBusy(nil) && !isBusy(0.3) && isBusy(0.31))
    }

    /// By hand: a row layer looks at 33 image keys from position 512, a column layer at 17, the neighbourhood at 6 of its own line's and
    /// 6 of each of five lines above, for at the left border the square is cut.
    @Test func workOfAStep() throws {
        let config = try TransformerConfig(
            layers: 4, width: 64, heads: 2, textLength: 16, gridSide: 32, textVocabulary: 50, imageVocabulary: 80,
            sandwichLayerNorm: true, rules: .v3)
        let model = try TransformerModel(config: config, weights: Weights(RandomCheckpoint(shapes: config.tensorShapes, on: .shared)))
        let work = model.stepWork(rows: 3, position: 512, precision: .float32)
        let keys = 33 + 17 + 33 + (1 + 5 * 6)
        #expect(work.bytes == Double(model.bytesPerStep + 2 * 64 * 4 * (4 * 16 + 3 * keys)))
        #expect(work.operations == 3 * Double(2 * 4 * 12 * 64 * 64 + 2 * 64 * 80 + 4 * 64 * (4 * 16 + keys)))
    }

    /// 295 GFLOP in the convolutions of 3 × 3, and as much again as 1 / 17 of them in the four attentions, half in their projections.
    @Test func workOfSbersDecoder() {
        let work = VQGANConfig.sber().decodingWork(side: 32, precision: .float32)
        let (channels, places) = (512, 32 * 32)
        let attention = 4 * (2 * 4 * channels * channels * places + 4 * channels * places * places)
        #expect(abs((work.operations - Double(attention)) / 295e9 - 1) < 0.005, "\(work.operations)")
    }

    @Test func workOfThePictureTower() throws {
        let subject = try BenchmarkSubject(shape: "malevich", models: ModelCatalogue(places: []))
        let work = try #require(subject.matcher).pictureWork(batch: 8, precision: .float32)
        // 85 million weights in the layers, 145 places.
        #expect(work.operations > 8 * 24e9 && work.operations < 8 * 27e9, "\(work.operations)")
        #expect(work.bytes > 4 * 85e6 && work.bytes < 4 * 90e6, "\(work.bytes)")
    }
}

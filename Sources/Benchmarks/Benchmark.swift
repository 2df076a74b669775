import ImageCodec
import Images
import Layers
import Tensors
import TextImageMatching
import TextToImage
import TokenTransformer

/// Measures the parts of a model on a machine.
package struct Benchmark {
    private let subject: BenchmarkSubject
    private let plan: BenchmarkPlan
    private let machine: MachineProfile
    private let pool: ComputePool
    private let positions: [Int]

    /// Pictures that the matcher reads together.
    private static let rankedTogether = 8
    /// The side of the picture that is enlarged, in pixels: 256 and the border around it.
    private static let enlargedSide = 286
    private static let seed: UInt64 = 7

    /// - Throws: `BenchmarkError.positionOutOfRange`.
    package init(
        _ subject: BenchmarkSubject, plan: BenchmarkPlan, machine: MachineProfile, on pool: ComputePool
    ) throws(BenchmarkError) {
        self.subject = subject
        self.plan = plan
        self.machine = machine
        self.pool = pool
        positions = try plan.positions(in: subject.transformer)
    }

    /// Measures all that the plan names, one model in memory at a time.
    ///
    /// - Parameter report: called with each measurement as soon as it is taken.
    /// - Throws: the error of a part whose weights or numbers are unusable.
    package func run(report: (PartMeasurement) throws -> Void) throws {
        if plan.parts.contains(.open), subject.folder != nil {
            for precision in plan.precisions { try report(open(precision: precision)) }
        }
        for precision in plan.precisions where plan.parts.contains(.prefill) || plan.parts.contains(.step) {
            let model = try subject.transformerModel(precision: precision, on: pool)
            let tokens = Self.tokens(model.config)
            if plan.parts.contains(.prefill) { try report(prefill(model, tokens: tokens, precision: precision)) }
            if plan.parts.contains(.step) { try measureSteps(of: model, tokens: tokens, precision: precision, report: report) }
        }
        for precision in plan.picturePrecisions {
            if plan.parts.contains(.decode) { try report(decode(precision: precision)) }
            if plan.parts.contains(.rank), let measurement = try rank(precision: precision) { try report(measurement) }
            if plan.parts.contains(.upscale), let measurement = try upscale(precision: precision) { try report(measurement) }
        }
    }

    private func open(precision: Precision) throws -> PartMeasurement {
        PeakMemory.reset()
        var works: [Work] = []
        let timing = try Timing(repeats: plan.repeats) {
            let model = try subject.transformerModel(precision: precision, on: pool)
            var decoder = Decoder(model: model, prompts: [try model.prefill(tokens: Self.tokens(model.config), on: pool)], on: pool)
            try decoder.step(codes: [0])
            works = [model.prefillWork, model.stepWork(rows: 1, position: 0, precision: precision)]
        }
        return measurement(.open, precision, candidates: 1, timing: timing, work: works.reduce(Work(bytes: 0, operations: 0), +))
    }

    private func prefill(_ model: TransformerModel, tokens: [Int], precision: Precision) throws -> PartMeasurement {
        PeakMemory.reset()
        let timing = try Timing(repeats: plan.repeats) { _ = try model.prefill(tokens: tokens, on: pool) }
        return measurement(
            .prefill, precision, candidates: 1, timing: timing, work: model.prefillWork, weightBytes: model.weightBytes)
    }

    private func measureSteps(
        of model: TransformerModel, tokens: [Int], precision: Precision, report: (PartMeasurement) throws -> Void
    ) throws {
        let prompt = try model.prefill(tokens: tokens, on: pool)
        let sampler = try Sampler()
        for position in positions {
            let codes = (0..<position).map { $0 * 31 % model.config.imageVocabulary }
            for candidates in plan.candidates {
                // One row reads the codes before the position; all go on from there.
                var decoder = Decoder(model: model, prompts: Array(repeating: prompt, count: candidates), on: pool)
                try decoder.append(codes: codes, toRow: 0)
                decoder.continueRows(0..<candidates, fromRow: 0)
                let wave = CandidateWave(
                    candidates: 0..<candidates, seed: Self.seed,
                    prompts: CandidateWave.Prompts(conditional: prompt, unconditional: nil, guidance: 1), config: model.config,
                    sampler: sampler, pool: pool, decoder: decoder, codes: codes)
                PeakMemory.reset()
                let steps = max(min(plan.steps, model.config.imageLength - 1 - position), 1)
                let timing = try Timing(repeats: steps) { try wave.step() }
                try report(
                    measurement(
                        .step, precision, candidates: candidates, position: position, timing: timing,
                        work: model.stepWork(rows: candidates, position: position, precision: precision),
                        weightBytes: model.weightBytes))
            }
        }
    }

    private func decode(precision: Precision) throws -> PartMeasurement {
        let codec = try subject.codecModel(precision: precision, on: pool)
        let side = subject.transformer.gridSide
        let codes = (0..<side * side).map { Int32($0 * 31 % codec.config.codes) }
        let grid = try CodeGrid(width: side, height: side, codes: codes)
        PeakMemory.reset()
        let timing = try Timing(repeats: plan.repeats) { _ = try codec.decode(grid, on: pool) }
        return measurement(
            .decode, precision, candidates: 1, timing: timing,
            work: codec.config.decodingWork(side: side, precision: precision))
    }

    /// Nil where there is nothing to rank with.
    private func rank(precision: Precision) throws -> PartMeasurement? {
        guard let matcher = try subject.matcherModel(precision: precision, on: pool) else { return nil }
        let side = subject.transformer.gridSide * subject.codec.pixelsPerCode
        let pictures = (0..<Self.rankedTogether).map { Self.picture(side: side, index: $0) }
        PeakMemory.reset()
        let timing = Timing(repeats: plan.repeats) { _ = matcher.encodePictures(pictures, on: pool) }
        return measurement(
            .rank, precision, candidates: pictures.count, timing: timing.divided(by: pictures.count),
            work: matcher.config.pictureWork(batch: pictures.count, precision: precision).divided(by: pictures.count))
    }

    /// Nil where there is nothing to enlarge pictures with. Memory serves one repeat after another, as it does one tile of a picture.
    private func upscale(precision: Precision) throws -> PartMeasurement? {
        guard let net = try subject.upscalerModel(precision: precision, on: pool) else { return nil }
        let workspace = Workspace(pool: pool)
        let side = Self.enlargedSide
        let pixels = Self.picture(side: side, index: 0).pixels.map { Float($0) / 255 }
        let picture = FeatureMap(Tensor(shape: [1, side, side, 3], values: pixels), in: workspace)
        PeakMemory.reset()
        let timing = try Timing(repeats: plan.repeats) { _ = try net(picture, in: workspace) }
        return measurement(
            .upscale, precision, candidates: 1, timing: timing, work: net.config.upscalingWork(side: side, precision: precision))
    }

    private func measurement(
        _ part: BenchmarkPart, _ precision: Precision, candidates: Int, position: Int? = nil, timing: Timing, work: Work,
        weightBytes: Int? = nil
    ) -> PartMeasurement {
        PartMeasurement(
            part: part, shape: subject.name, precision: precision, candidates: candidates, position: position, timing: timing,
            work: work, peakMemory: PeakMemory.current(), weightBytes: weightBytes,
            stepsPerPicture: part == .step ? subject.transformer.imageLength : nil, machine: machine)
    }

    /// A text that fills half of its places; the time does not depend on what it says.
    private static func tokens(_ config: TransformerConfig) -> [Int] {
        (0..<config.textLength / 2).map { 1 + $0 % max(config.textVocabulary - config.textLength - 1, 1) }
    }

    private static func picture(side: Int, index: Int) -> Image {
        Image(width: side, height: side, pixels: (0..<side * side * 3).map { UInt8(truncatingIfNeeded: ($0 + index) * 37 ^ $0 >> 8) })
    }
}

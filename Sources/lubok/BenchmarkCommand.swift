import ArgumentParser
import Benchmarks
import Foundation
import Images
import Tensors
import TextToImage

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract: say(
            "Measure this machine, and how near the parts of a model come to its limits.",
            "Измерить машину и то, насколько части модели близки к её пределам."),
        discussion: say(
            "Shapes run on random weights, so nothing has to be downloaded. A share is the least possible time over the shortest measured one.",
            "Формы работают на случайных весах, скачивать ничего не нужно. Доля — наименьшее возможное время, делённое на лучшее измеренное."))

    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "malevich, kandinsky, a model's name, or numbers: layers=12,width=1024,heads=16,text=128,grid=32.",
                "malevich, kandinsky, имя модели или числа: layers=12,width=1024,heads=16,text=128,grid=32."),
            valueName: say("shape", "форма")))
    var shape: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("Run on a model's own weights: its name, or the path of its folder.", "Взять веса модели: её имя или путь к её папке."),
            valueName: say("name-or-folder", "имя-или-папка")))
    var model: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("What to measure: open, step, prefill, decode, rank, upscale, all, or accuracy.", "Что измерить: open, step, prefill, decode, rank, upscale, all или accuracy."),
            valueName: say("parts", "части")))
    var part = CommaSeparated([PartChoice.all])

    @Option(
        name: .long,
        help: ArgumentHelp(
            say("How the weights are held; several are separated by commas.", "Как хранить веса; несколько через запятую."),
            valueName: say("precisions", "точности")))
    var precision: CommaSeparated<PrecisionChoice>?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Rows of a step, at most 32.", "Сколько вариантов в шаге, не больше 32."), valueName: say("numbers", "числа")))
    var candidates = CommaSeparated([1, 8])

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("Codes before the step; by default none, half and nearly all.", "Сколько кодов до шага; по умолчанию ноль, половина и почти все."),
            valueName: say("numbers", "числа")))
    var positions: CommaSeparated<Int>?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say(
                "Consecutive steps to measure; with accuracy, codes to compare (10000).",
                "Сколько шагов подряд измерить; для accuracy — сколько кодов сравнить (10000)."), valueName: say("number", "число")))
    var steps: Int?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(say("Repeats of every other part.", "Повторов остальных частей."), valueName: say("number", "число")))
    var repeats = 5

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            say("Threads to compute on; all processors by default.", "Число потоков; по умолчанию все процессоры."),
            valueName: say("number", "число")))
    var threads: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(say("Also draw the roofline, as SVG.", "Ещё и нарисовать диаграмму пределов в SVG."), valueName: say("file", "файл")))
    var roofline: String?

    @Flag(name: .long, help: ArgumentHelp(say("Overwrite a file of the same name.", "Перезаписать файл с тем же именем.")))
    var force = false

    @Flag(name: .long, help: ArgumentHelp(say("Print one JSON object.", "Напечатать один объект JSON.")))
    var json = false

    private static let defaultShape = "malevich"
    private static let accuracyPositions = 10_000

    mutating func run() throws {
        let subject = try subject()
        let plan = try plan(of: subject)
        let pool = try ThreadCount(threads).pool()
        // What is wrong with the plan is said before anything is measured.
        _ = try plan.positions(in: subject.transformer)
        let measuresAccuracy = part.elements.contains(.accuracy)
        if measuresAccuracy, subject.folder == nil { throw BenchmarkError.accuracyOfRandomWeights }
        if part.elements.contains(.open), subject.folder == nil { throw BenchmarkError.openingOfRandomWeights }
        if let roofline, !force, FileManager.default.fileExists(atPath: roofline) { throw ImageError.alreadyExists(file: roofline) }

        let machine = MachineProfile.measured(on: pool)
        warn(of: machine)
        var report = BenchmarkReport(machine: machine)
        let table = BenchmarkTable(isShown: !json)
        table.show(machine)
        if !plan.parts.isEmpty {
            try Benchmark(subject, plan: plan, machine: machine, on: pool).run { measurement in
                report.parts.append(measurement)
                table.show(measurement)
            }
        }
        if measuresAccuracy {
            let accuracy = try AccuracyBenchmark(subject, positions: steps ?? Self.accuracyPositions, on: pool)
            for precision in plan.precisions where precision != .float32 {
                let measurement = try accuracy.measure(precision)
                report.accuracy.append(measurement)
                table.show(measurement)
            }
        }
        if json { try print(JSONOutput.text(of: report)) }
        if let roofline {
            try WholeFile.write(RooflineChart(machine: machine, parts: report.parts).svg, to: roofline, overwriting: force)
        }
    }

    private func subject() throws -> BenchmarkSubject {
        let models = ModelCatalogue()
        guard let model else { return try BenchmarkSubject(shape: shape ?? Self.defaultShape, models: models) }
        guard shape == nil else { throw BenchmarkError.shapeAndModel }
        return BenchmarkSubject(folder: try models.open(model))
    }

    private func plan(of subject: BenchmarkSubject) throws -> BenchmarkPlan {
        for count in candidates.elements { try check("--candidates", count, BenchmarkPlan.candidateRange) }
        try check("--repeats", repeats, BenchmarkPlan.repeatRange)
        if let steps { try check("--steps", steps, BenchmarkPlan.repeatRange) }
        var plan = BenchmarkPlan(
            parts: part.elements.flatMap(\.parts), candidates: candidates.elements, positions: positions?.elements, repeats: repeats)
        if let steps { plan.steps = steps }
        plan.precisions = (precision?.elements ?? defaultPrecisions).map { $0.precision ?? subject.preferredPrecision }
        return plan
    }

    /// Accuracy is of interest for all of them.
    private var defaultPrecisions: [PrecisionChoice] {
        part.elements == [.accuracy] ? PrecisionChoice.allCases.filter { $0 != .auto } : [.auto]
    }

    private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(TextToImageError) {
        guard range.contains(value) else { throw .badOption(name: name, value: "\(value)", allowed: .range(range)) }
    }

    private func warn(of machine: MachineProfile) {
        if machine.isBusy, let load = machine.load {
            StandardError.line(
                String(
                    format: say(
                        "The machine is busy (load %.1f): figures taken above %.1f mean little.",
                        "Машина занята (нагрузка %.1f): при нагрузке больше %.1f цифры мало что значат."), load, MachineProfile.quietLoad))
        }
        if ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] != nil {
            StandardError.line(
                say(
                    "OPENBLAS_CORETYPE is set: OpenBLAS does not choose its kernels by the processor.",
                    "Задано OPENBLAS_CORETYPE: OpenBLAS выбирает ядра не по процессору."))
        }
    }
}

/// `--part`.
enum PartChoice: String, ExpressibleByArgument, CaseIterable {
    case open, step, prefill, decode, rank, upscale, all, accuracy

    var parts: [BenchmarkPart] {
        switch self {
        case .all: BenchmarkPart.allCases
        case .accuracy: []
        default: BenchmarkPart(rawValue: rawValue).map { [$0] } ?? []
        }
    }
}

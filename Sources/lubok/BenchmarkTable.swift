import Benchmarks
import Foundation

/// The benchmark's findings for people, a line as soon as it is known.
final class BenchmarkTable {
    private let isShown: Bool
    private var heading = ""

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func show(_ machine: MachineProfile) {
        guard isShown else { return }
        print(Version.full + ", " + say("threads: ", "потоков: ") + "\(machine.threads)")
        print(say("reads ", "чтение ") + String(format: say("%.1f GB/s", "%.1f ГБ/с"), machine.readBytesPerSecond / 1e9))
        for unit in ArithmeticUnit.allCases {
            let speed = machine.operationsPerSecond[unit].map { String(format: say("%.0f Gop/s", "%.0f Гоп/с"), $0 / 1e9) }
            print("\(unit.rawValue): " + (speed ?? say("none", "нет")))
        }
    }

    func show(_ measurement: PartMeasurement) {
        let (milliseconds, gigabytes) = (say("ms", "мс"), say("GB", "ГБ"))
        row(
            measurement.part.rawValue, measurement.precision.rawValue,
            [
                (say("rows", "строк"), "\(measurement.candidates)"),
                (say("position", "позиция"), measurement.position.map(String.init) ?? "–"),
                (say("median, ", "медиана, ") + milliseconds, String(format: "%.2f", measurement.timing.median * 1e3)),
                (say("least, ", "лучшее, ") + milliseconds, String(format: "%.2f", measurement.timing.least * 1e3)),
                (say("reads, ", "чтение, ") + gigabytes, String(format: "%.3f", measurement.work.bytes / 1e9)),
                (say("Gop", "Гоп"), String(format: "%.2f", measurement.work.operations / 1e9)),
                (say("limit, ", "предел, ") + milliseconds, String(format: "%.2f", measurement.limitSeconds * 1e3)),
                (say("share", "доля"), String(format: "%.0f %%", measurement.share * 100)),
                (say("s/picture", "с/картинка"), String(format: "%.2f", measurement.secondsPerPicture)),
                (say("memory", "память"), measurement.peakMemory.map { ByteCount($0).text } ?? "–"),
            ])
    }

    func show(_ measurement: AccuracyMeasurement) {
        row(
            say("accuracy", "точность"), measurement.precision.rawValue,
            [
                (say("codes", "кодов"), "\(measurement.logits.positions)"),
                (say("largest error", "наиб. ошибка"), String(format: "%.4f", measurement.logits.largestError)),
                (say("mean error", "средняя"), String(format: "%.5f", measurement.logits.meanError)),
                (say("KL", "KL"), String(format: "%.2e", measurement.logits.meanDivergence)),
                (say("agreeing", "совпало"), String(format: "%.2f %%", measurement.logits.greedyAgreement * 100)),
                (say("pixel, of 255", "точка, из 255"), String(format: "%.2f", measurement.pictures.largestError)),
                (say("dB", "дБ"), String(format: "%.1f", measurement.pictures.decibels)),
                (say("least cosine", "наим. косинус"), measurement.leastCosine.map { String(format: "%.5f", $0) } ?? "–"),
            ])
    }

    /// A line, below headings where they are not those of the line before. Columns are as wide as their headings, and at least eight.
    private func row(_ name: String, _ precision: String, _ columns: [(heading: String, value: String)]) {
        guard isShown else { return }
        func line(_ first: String, _ second: String, _ rest: [String]) -> String {
            zip(rest, columns).reduce(Self.padded(first, 9, left: true) + Self.padded(second, 10, left: true)) { line, column in
                line + "  " + Self.padded(column.0, max(column.1.heading.count, 8), left: false)
            }
        }
        let heading = line("", "", columns.map(\.heading))
        if heading != self.heading {
            print("\n" + heading)
            self.heading = heading
        }
        print(line(name, precision, columns.map(\.value)))
    }

    private static func padded(_ text: String, _ width: Int, left: Bool) -> String {
        let padding = String(repeating: " ", count: max(width - text.count, 0))
        return left ? text + padding : padding + text
    }
}

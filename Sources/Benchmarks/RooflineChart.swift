import Foundation
import Tensors

/// The machine's roofs and where the parts stand below them (Williams, Waterman, Patterson: "Roofline", 2009), as an SVG picture.
///
/// To the right the operations that a part does with each byte it reads, upwards those it does in a second, both logarithmic. Under the
/// slope a part is bound by memory, under a flat roof by arithmetic.
package struct RooflineChart: Sendable {
    private let machine: MachineProfile
    private let parts: [PartMeasurement]

    private static let (width, height) = (960.0, 600.0)
    private static let plot = (left: 80.0, top: 40.0, right: 700.0, bottom: 540.0)
    private static let colours: [ArithmeticUnit: String] = [.float32: "#4477aa", .bfloat16: "#228833", .int8: "#cc3311"]

    package init(machine: MachineProfile, parts: [PartMeasurement]) {
        self.machine = machine
        self.parts = parts
    }

    /// The whole picture.
    package var svg: String {
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Int(Self.width)) \#(Int(Self.height))" font-family="sans-serif" font-size="12">"#,
            #"<rect width="100%" height="100%" fill="white"/>"#,
        ]
        lines += grid + roofs + dots + [legend, "</svg>"]
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: scales, in powers of ten

    private struct Point {
        /// Operations for each byte.
        let intensity: Double
        /// Operations per second.
        let speed: Double
    }

    private func point(of part: PartMeasurement) -> Point {
        Point(intensity: part.work.operations / part.work.bytes, speed: part.work.operations / part.timing.least)
    }

    private var peaks: [(unit: ArithmeticUnit, speed: Double)] {
        ArithmeticUnit.allCases.compactMap { unit in machine.operationsPerSecond[unit].map { (unit, $0) } }
    }

    private var intensities: ClosedRange<Double> { Self.decades(parts.map { point(of: $0).intensity } + [1, 1000]) }
    private var speeds: ClosedRange<Double> {
        Self.decades(parts.map { point(of: $0).speed } + peaks.map(\.speed) + [machine.readBytesPerSecond])
    }

    private static func decades(_ values: [Double]) -> ClosedRange<Double> {
        let logarithms = values.filter { $0 > 0 && $0.isFinite }.map(log10)
        return (logarithms.min() ?? 0).rounded(.down)...(logarithms.max() ?? 1).rounded(.up)
    }

    private func x(_ intensity: Double) -> Double {
        let share = (log10(intensity) - intensities.lowerBound) / (intensities.upperBound - intensities.lowerBound)
        return Self.plot.left + share * (Self.plot.right - Self.plot.left)
    }

    private func y(_ speed: Double) -> Double {
        let share = (log10(speed) - speeds.lowerBound) / (speeds.upperBound - speeds.lowerBound)
        return Self.plot.bottom - share * (Self.plot.bottom - Self.plot.top)
    }

    // MARK: elements

    private var grid: [String] {
        let (plot, grey) = (Self.plot, "#dddddd")
        var lines: [String] = []
        for power in stride(from: intensities.lowerBound, through: intensities.upperBound, by: 1) {
            let place = x(pow(10, power))
            lines.append(Self.line(place, plot.top, place, plot.bottom, colour: grey))
            lines.append(Self.text(Self.number(pow(10, power)), place, plot.bottom + 18, anchor: "middle"))
        }
        for power in stride(from: speeds.lowerBound, through: speeds.upperBound, by: 1) {
            let place = y(pow(10, power))
            lines.append(Self.line(plot.left, place, plot.right, place, colour: grey))
            lines.append(Self.text(Self.number(pow(10, power) / 1e9), plot.left - 8, place + 4, anchor: "end"))
        }
        lines.append(Self.text("operations for each byte", (plot.left + plot.right) / 2, plot.bottom + 40, anchor: "middle"))
        lines.append(Self.text("Gop/s", plot.left - 8, plot.top - 14, anchor: "end"))
        return lines
    }

    /// Each unit's roof: the slope of the memory up to the ridge, then its own peak.
    private var roofs: [String] {
        let bandwidth = machine.readBytesPerSecond
        let start = max(pow(10, intensities.lowerBound), pow(10, speeds.lowerBound) / bandwidth)
        let end = pow(10, intensities.upperBound)
        return peaks.flatMap { unit, peak in
            let ridge = min(max(peak / bandwidth, start), end)
            let colour = Self.colours[unit] ?? "black"
            let corners = [(start, start * bandwidth), (ridge, min(ridge * bandwidth, peak)), (end, min(end * bandwidth, peak))]
            let path = corners.map { "\(Self.decimal(x($0.0))),\(Self.decimal(y($0.1)))" }.joined(separator: " ")
            return [
                #"<polyline points="\#(path)" fill="none" stroke="\#(colour)" stroke-width="2"/>"#,
                Self.text("\(unit.rawValue): \(Self.number(peak / 1e9))", Self.plot.right - 4, y(peak) - 6, anchor: "end", colour: colour),
            ]
        }
    }

    /// A numbered dot for each part.
    private var dots: [String] {
        parts.enumerated().flatMap { index, part in
            let point = point(of: part)
            let colour = Self.colours[part.unit] ?? "black"
            return [
                #"<circle cx="\#(Self.decimal(x(point.intensity)))" cy="\#(Self.decimal(y(point.speed)))" r="4" fill="\#(colour)"/>"#,
                Self.text("\(index + 1)", x(point.intensity) + 6, y(point.speed) + 4),
            ]
        }
    }

    private var legend: String {
        let heading = Self.text(
            "read \(Self.number(machine.readBytesPerSecond / 1e9)) GB/s, \(machine.threads) threads, \(machine.tier)",
            Self.plot.right + 20, Self.plot.top)
        let lines = parts.enumerated().map { index, part in
            var name = "\(index + 1)  \(part.part.rawValue), \(part.precision.rawValue)"
            if part.part == .step { name += ", \(part.candidates) rows at \(part.position ?? 0)" }
            return Self.text(
                "\(name): \(Int((100 * part.share).rounded())) %", Self.plot.right + 20, Self.plot.top + 24 + 16 * Double(index))
        }
        return ([heading] + lines).joined(separator: "\n")
    }

    private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, colour: String) -> String {
        #"<line x1="\#(decimal(x1))" y1="\#(decimal(y1))" x2="\#(decimal(x2))" y2="\#(decimal(y2))" stroke="\#(colour)"/>"#
    }

    private static func text(_ text: String, _ x: Double, _ y: Double, anchor: String = "start", colour: String = "#222222") -> String {
        #"<text x="\#(decimal(x))" y="\#(decimal(y))" text-anchor="\#(anchor)" fill="\#(colour)">\#(text)</text>"#
    }

    /// Coordinates to a tenth, in the C locale whatever the user's is.
    private static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func number(_ value: Double) -> String { String(format: value < 100 ? "%.3g" : "%.0f", value) }
}

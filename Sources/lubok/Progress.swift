import Foundation

/// One line on the terminal that says how far a run is, how fast it goes and how long it will take. Silent anywhere else.
struct Progress {
    private let isShown: Bool
    private var stageStarted = ContinuousClock.now
    private var stage = ""
    private var lastDrawn: ContinuousClock.Instant?

    private static let interval = Duration.milliseconds(100)

    init(isShown: Bool) {
        self.isShown = isShown && StandardError.isTerminal
    }

    /// - Parameters:
    ///   - unit: what is counted, in the plural: “codes”.
    mutating func update(stage: String, done: Int, of total: Int, unit: String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        if stage != self.stage {
            self.stage = stage
            stageStarted = now
        }
        if let lastDrawn, now - lastDrawn < Self.interval, done < total { return }
        lastDrawn = now
        let seconds = (now - stageStarted) / .seconds(1)
        var line = "\r\u{1B}[K\(stage) \(done * 100 / max(total, 1)) %"
        if seconds > 0.2, done > 0 {
            let rate = Double(done) / seconds
            let left = Double(total - done) / rate
            line += String(format: say(", %.0f %@/s, %.0f s left", ", %.0f %@/с, осталось %.0f с"), rate, unit as NSString, left)
        }
        StandardError.write(line)
    }

    /// Clears the line.
    func finish() {
        if isShown { StandardError.write("\r\u{1B}[K") }
    }
}

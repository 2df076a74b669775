/// How long the repeats of a piece of work took.
package struct Timing: Sendable, Equatable {
    /// In seconds, in the order in which they were taken; at least one.
    package let samples: [Double]

    package init(samples: [Double]) {
        precondition(!samples.isEmpty, "no samples")
        self.samples = samples
    }

    /// Runs a piece of work `repeats` times.
    init(repeats: Int, of work: () throws -> Void) rethrows {
        var samples: [Double] = []
        for _ in 0..<repeats { samples.append(try Self.seconds(of: work)) }
        self.init(samples: samples)
    }

    /// The shortest: what the machine can do when nothing else runs on it.
    package var least: Double { samples.min()! }

    /// The middle one, or the mean of the two in the middle.
    package var median: Double {
        let sorted = samples.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The time of each of several equal parts of the work.
    func divided(by parts: Int) -> Timing { Timing(samples: samples.map { $0 / Double(parts) }) }

    static func seconds(of work: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try work()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

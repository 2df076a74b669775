import Tensors

/// What a machine can do, and what decides over it: the limits that every part is held against.
package struct MachineProfile: Sendable, Equatable {
    /// Reading memory once, on all threads.
    package let readBytesPerSecond: Double
    /// On all threads, from registers; a unit that the processor lacks is absent.
    package let operationsPerSecond: [ArithmeticUnit: Double]
    /// The processor that OpenBLAS takes this one for.
    package let openBLASCore: String
    /// The instruction tier of the kernels.
    package let tier: String
    package let threads: Int
    /// Programs that ran or waited in the minute before the measurements began; nil where the system does not say.
    package let load: Double?

    /// Above this load something else takes the machine's time, and its figures mean little.
    package static let quietLoad = 0.3

    package init(
        readBytesPerSecond: Double, operationsPerSecond: [ArithmeticUnit: Double], openBLASCore: String, tier: String,
        threads: Int, load: Double?
    ) {
        self.readBytesPerSecond = readBytesPerSecond
        self.operationsPerSecond = operationsPerSecond
        self.openBLASCore = openBLASCore
        self.tier = tier
        self.threads = threads
        self.load = load
    }

    /// Whether something else takes the machine's time.
    package var isBusy: Bool { load.map { $0 > Self.quietLoad } ?? false }

    /// The unit that computes a precision's products here: floats where its own is missing or slower.
    package func unit(for precision: Precision) -> ArithmeticUnit {
        let unit = ArithmeticUnit(precision)
        return operationsPerSecond[unit, default: 0] < operationsPerSecond[.float32, default: 0] ? .float32 : unit
    }

    /// The least time that some work can take here: that of reading its bytes or that of its operations, whichever is longer.
    package func limit(of work: Work, precision: Precision) -> Double {
        let peak = operationsPerSecond[unit(for: precision)] ?? .infinity
        return max(work.bytes / readBytesPerSecond, work.operations / peak)
    }
}

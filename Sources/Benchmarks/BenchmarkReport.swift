/// Everything that a run of the benchmark found, in the form of `lubok benchmark --json`.
package struct BenchmarkReport: Sendable {
    package var machine: MachineProfile
    package var parts: [PartMeasurement] = []
    package var accuracy: [AccuracyMeasurement] = []

    package init(machine: MachineProfile) {
        self.machine = machine
    }
}

extension BenchmarkReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case machine, parts, accuracy
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(machine, forKey: .machine)
        try container.encode(parts, forKey: .parts)
        if !accuracy.isEmpty { try container.encode(accuracy, forKey: .accuracy) }
    }
}

// What is not known is null, so that every object has the same keys.

extension MachineProfile: Encodable {
    private enum CodingKeys: String, CodingKey {
        case tier, threads, load
        case readGigabytesPerSecond = "read_gb_s"
        case float32 = "gflops_f32"
        case bfloat16 = "gflops_bf16"
        case int8 = "gops_int8"
        case openBLASCore = "openblas_core"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(readBytesPerSecond / 1e9, forKey: .readGigabytesPerSecond)
        try container.encode(operationsPerSecond[.float32].map { $0 / 1e9 }, forKey: .float32)
        try container.encode(operationsPerSecond[.bfloat16].map { $0 / 1e9 }, forKey: .bfloat16)
        try container.encode(operationsPerSecond[.int8].map { $0 / 1e9 }, forKey: .int8)
        try container.encode(openBLASCore, forKey: .openBLASCore)
        try container.encode(tier, forKey: .tier)
        try container.encode(threads, forKey: .threads)
        try container.encode(load, forKey: .load)
    }
}

extension PartMeasurement: Encodable {
    private enum CodingKeys: String, CodingKey {
        case part, shape, precision, candidates, position, bytes, operations, unit, share, repeats
        case secondsMedian = "seconds_median"
        case secondsLeast = "seconds_min"
        case limitSeconds = "limit_seconds"
        case secondsPerPicture = "seconds_per_picture"
        case peakMemory = "peak_memory_bytes"
        case weightBytes = "weight_bytes"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(part.rawValue, forKey: .part)
        try container.encode(shape, forKey: .shape)
        try container.encode(precision.rawValue, forKey: .precision)
        try container.encode(candidates, forKey: .candidates)
        try container.encode(position, forKey: .position)
        try container.encode(timing.median, forKey: .secondsMedian)
        try container.encode(timing.least, forKey: .secondsLeast)
        try container.encode(timing.samples.count, forKey: .repeats)
        try container.encode(Int(work.bytes), forKey: .bytes)
        try container.encode(Int(work.operations), forKey: .operations)
        try container.encode(unit.rawValue, forKey: .unit)
        try container.encode(limitSeconds, forKey: .limitSeconds)
        try container.encode(share, forKey: .share)
        try container.encode(secondsPerPicture, forKey: .secondsPerPicture)
        try container.encode(peakMemory, forKey: .peakMemory)
        try container.encode(weightBytes, forKey: .weightBytes)
    }
}

import Tensors

/// How long a part took, beside how long it has to take.
package struct PartMeasurement: Sendable, Equatable {
    package let part: BenchmarkPart
    /// The name of what was measured.
    package let shape: String
    package let precision: Precision
    /// Rows of a step, pictures that are computed together.
    package let candidates: Int
    /// Codes that each row had; nil for what is no step.
    package let position: Int?
    /// Of a step of all candidates, of a text, of one picture.
    package let timing: Timing
    package let work: Work
    /// The unit whose peak the operations are held against.
    package let unit: ArithmeticUnit
    /// The least time that the work can take on this machine.
    package let limitSeconds: Double
    /// The most memory that the process held while the part ran, in bytes; nil where the system does not say.
    package let peakMemory: Int?
    /// What of that are the transformer's weights; nil for the other parts.
    package let weightBytes: Int?
    /// Steps of a picture: what a step's time is multiplied by, and divided by the candidates, to be that of a picture.
    package let stepsPerPicture: Int?

    package init(
        part: BenchmarkPart, shape: String, precision: Precision, candidates: Int, position: Int?, timing: Timing, work: Work,
        peakMemory: Int?, weightBytes: Int? = nil, stepsPerPicture: Int? = nil, machine: MachineProfile
    ) {
        self.part = part
        self.shape = shape
        self.precision = precision
        self.candidates = candidates
        self.position = position
        self.timing = timing
        self.work = work
        self.peakMemory = peakMemory
        self.weightBytes = weightBytes
        self.stepsPerPicture = stepsPerPicture
        unit = machine.unit(for: precision)
        limitSeconds = machine.limit(of: work, precision: precision)
    }

    /// How near the shortest repeat came to the limit: 1 is as fast as the machine allows.
    package var share: Double { limitSeconds / timing.least }

    /// What the part adds to the time of one picture, by the median.
    package var secondsPerPicture: Double {
        stepsPerPicture.map { timing.median * Double($0) / Double(candidates) } ?? timing.median
    }
}

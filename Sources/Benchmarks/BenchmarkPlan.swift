import Tensors
import TokenTransformer

/// What is to be measured, and how often.
package struct BenchmarkPlan: Sendable, Equatable {
    package var parts: [BenchmarkPart]
    package var precisions: [Precision]
    /// Rows of a step: a measurement for each.
    package var candidates: [Int]
    /// Codes that the rows of a step have: a measurement for each. Nil is the beginning, the middle and nearly the end of a picture.
    package var positions: [Int]?
    /// Consecutive positions that a step is measured over, each a repeat; fewer where the picture ends.
    package var steps: Int
    /// Repeats of every other part.
    package var repeats: Int

    /// What the numbers may be.
    package static let candidateRange = 1...32
    package static let repeatRange = 1...100_000

    package init(
        parts: [BenchmarkPart] = BenchmarkPart.allCases, precisions: [Precision] = [.float32], candidates: [Int] = [1, 8],
        positions: [Int]? = nil, steps: Int = 20, repeats: Int = 5
    ) {
        self.parts = parts
        self.precisions = precisions
        self.candidates = candidates
        self.positions = positions
        self.steps = steps
        self.repeats = repeats
    }

    /// What the codec and the matcher are held in beside transformers of these precisions, each once.
    package var picturePrecisions: [Precision] {
        precisions.map(\.ofPictures).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The positions to measure in a picture of this shape, ascending: 0, 512 and 1,000 of 1,024 where nothing else is asked for.
    package func positions(in config: TransformerConfig) throws(BenchmarkError) -> [Int] {
        let length = config.imageLength
        // Nothing is computed from a picture's last code.
        let allowed = 0...max(length - 2, 0)
        let positions = positions ?? [0, length / 2, length * 125 / 128].map { min($0, allowed.upperBound) }
        for position in positions where !allowed.contains(position) {
            throw .positionOutOfRange(found: position, allowed: allowed)
        }
        return Set(positions).sorted()
    }
}

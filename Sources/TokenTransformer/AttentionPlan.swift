import Tensors

/// The keys that each place of a sequence looks at in the layers of one pattern, worked out once for all steps.
struct AttentionPlan: Sendable {
    /// Where a sequence keeps the keys and values of its places.
    enum Memory: Sendable {
        /// Those of the text places, shared by all rows of a prompt.
        case text
        /// Those of the image codes, a row's own.
        case image
    }

    /// A run of places in one of the two memories.
    struct Run: Sendable {
        let memory: Memory
        let places: KeyRun
    }

    private let runs: [Run]
    /// Place p looks at runs `starts[p] ..< starts[p + 1]`.
    private let starts: [Int]

    /// The runs of a place, in the order in which attention sums over them.
    subscript(place: Int) -> ArraySlice<Run> { runs[starts[place]..<starts[place + 1]] }

    init(pattern: AttentionPattern, config: TransformerConfig) {
        var runs: [Run] = []
        var starts = [0]
        for place in 0..<config.sequenceLength {
            runs.append(Run(memory: .text, places: KeyRun(start: 0, count: min(place + 1, config.textLength))))
            if place >= config.textLength {
                let imageRuns = pattern.keyRuns(
                    from: place - config.textLength, gridSide: config.gridSide, border: config.rules.neighbourhoodBorder)
                for run in imageRuns { runs += Self.divided(run, config: config) }
            }
            starts.append(runs.count)
        }
        self.runs = runs
        self.starts = starts
    }

    /// A run of pattern positions, which count from `textLength`, as places in the two memories, which meet at `textPlaces`.
    private static func divided(_ run: KeyRun, config: TransformerConfig) -> [Run] {
        let border = config.textPlaces - config.textLength
        let below = run.start < border ? min(run.count, (border - run.start + run.stride - 1) / run.stride) : 0
        var parts: [Run] = []
        if below > 0 {
            let places = KeyRun(start: config.textLength + run.start, count: below, stride: run.stride)
            parts.append(Run(memory: .text, places: places))
        }
        if below < run.count {
            let first = run.start + below * run.stride - border
            parts.append(Run(memory: .image, places: KeyRun(start: first, count: run.count - below, stride: run.stride)))
        }
        return parts
    }
}

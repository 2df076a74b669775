import CKernels
import Tensors

/// What each place of a sequence looks at in the layers of one pattern, worked out once for all steps: the first so many text places,
/// which all rows of a prompt share, and runs of slots in the row's own memory of image codes.
struct AttentionPlan: Sendable {
    private let textLength: Int
    private let order: SlotOrder
    /// How much later the picture begins than the patterns count from: pattern positions before have a text place.
    private let border: Int
    /// By place.
    private let sharedCounts: [Int]
    /// Place p looks at runs `starts[p] ..< starts[p + 1]`.
    private let runs: [LubokSlotRun]
    private let starts: [Int]

    /// Slots that the image codes of a sequence need in such a layer.
    var slots: Int { order.slots }

    /// The most keys that any place sees.
    let mostKeys: Int

    init(pattern: AttentionPattern, config: TransformerConfig) {
        textLength = config.textLength
        let border = config.textPlaces - config.textLength
        precondition(border <= 1, "\(border) places between the text that patterns know and the picture")
        self.border = border

        let visible = (0..<config.imageLength).map {
            pattern.keyRuns(from: $0, gridSide: config.gridSide, border: config.rules.neighbourhoodBorder)
        }
        let ofImage = visible.map { $0.compactMap { Self.part(of: $0, from: border) } }
        order =
            pattern == .column
            ? .columns(side: config.gridSide)
            : .ring(slots: zip(0..., ofImage).map { position, runs in position + 1 - (runs.first?.start ?? position) }.max() ?? 1)

        var sharedCounts: [Int] = []
        var runs: [LubokSlotRun] = []
        var starts = [0]
        var mostKeys = 0
        for place in 0..<config.sequenceLength {
            var keys = min(place + 1, config.textLength)
            if place >= config.textLength {
                let position = place - config.textLength
                keys += visible[position].contains { $0.start < border } ? border : 0
                sharedCounts.append(keys)
                for range in order.ranges(of: ofImage[position]) {
                    runs.append(LubokSlotRun(start: range.lowerBound, count: range.count))
                    keys += range.count
                }
            } else {
                sharedCounts.append(keys)
            }
            starts.append(runs.count)
            mostKeys = max(mostKeys, keys)
        }
        self.sharedCounts = sharedCounts
        self.runs = runs
        self.starts = starts
        self.mostKeys = mostKeys
    }

    /// The plan of each layer.
    static func ofLayers(_ config: TransformerConfig) -> [AttentionPlan] {
        var plans: [AttentionPattern: AttentionPlan] = [:]
        return (0..<config.layers).map { layer in
            let pattern = AttentionPattern.of(layer: layer, of: config.layers)
            let plan = plans[pattern] ?? AttentionPlan(pattern: pattern, config: config)
            plans[pattern] = plan
            return plan
        }
    }

    /// The slot of an image code that stands at a place.
    func slot(ofImagePlace place: Int) -> Int { order.slot(of: place - textLength) }

    /// Text places that a place looks at, from the first on.
    func sharedCount(place: Int) -> Int { sharedCounts[place] }

    /// Calls `body` with the runs of all places; those of one place are `runRange` of them.
    func withRuns(_ body: (UnsafePointer<LubokSlotRun>) -> Void) {
        // A plan of a text without picture has no runs, but memory has an address all the same.
        runs.withUnsafeBufferPointer { runs in
            withUnsafePointer(to: LubokSlotRun()) { none in body(runs.baseAddress ?? none) }
        }
    }

    /// Where the runs of a place stand among those of all places.
    func runRange(place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

    /// What of a run lies at `first` or after.
    private static func part(of run: KeyRun, from first: Int) -> KeyRun? {
        let before = run.start < first ? min(run.count, (first - run.start + run.stride - 1) / run.stride) : 0
        guard before < run.count else { return nil }
        return KeyRun(start: run.start + before * run.stride, count: run.count - before, stride: run.stride)
    }
}

/// Along one axis: which source pixels each new pixel is the weighted sum of.
///
/// The weights are integers with 22 bits behind the point, which leaves 8 bits for the sample and 2 for the overshoot of kernels with
/// negative lobes. Sums of integers have no order, so the result is the same on every machine and with every number of lanes.
struct ResamplingWeights {
    static let fractionBits = 22

    /// For each new pixel, the first source pixel it reads.
    private(set) var firstSources: [Int] = []

    /// For each new pixel, how many source pixels it reads; at most `capacity`.
    private(set) var sourceCounts: [Int] = []

    /// [new pixel, capacity]: the weights, the ones past the count unused and 0.
    private(set) var weights: [Int32]

    let capacity: Int

    /// The weights that turn the stretch `box` of an axis of `sourceLength` pixels into `targetLength` pixels. Pixels just outside the
    /// stretch count where the kernel reaches them; past the end of the axis there are none, and the others share their weight.
    init(sourceLength: Int, box: Range<Int>, targetLength: Int, filter: ResamplingFilter) {
        let scale = Double(box.count) / Double(targetLength)
        let widening = max(scale, 1)
        let support = filter.support * widening
        capacity = Int(support.rounded(.up)) * 2 + 1
        weights = [Int32](repeating: 0, count: targetLength * capacity)
        firstSources.reserveCapacity(targetLength)
        sourceCounts.reserveCapacity(targetLength)

        var heights = [Double](repeating: 0, count: capacity)
        for target in 0..<targetLength {
            let center = Double(box.lowerBound) + (Double(target) + 0.5) * scale
            let first = max(Int(center - support + 0.5), 0)
            let count = min(Int(center + support + 0.5), sourceLength) - first
            var sum = 0.0
            for index in 0..<count {
                heights[index] = filter.weight(at: (Double(index + first) - center + 0.5) * (1 / widening))
                sum += heights[index]
            }
            for index in 0..<count {
                let share = sum == 0 ? heights[index] : heights[index] / sum
                let scaled = share * Double(1 << Self.fractionBits)
                weights[target * capacity + index] = Int32(scaled + (scaled < 0 ? -0.5 : 0.5))
            }
            firstSources.append(first)
            sourceCounts.append(count)
        }
    }
}

/// The largest of many values, found by partition in linear time on average, without sorting.
enum Selection {
    /// The value that `rank` others precede in descending order.
    static func value(ofRank rank: Int, in values: [Float]) -> Float {
        precondition(values.indices.contains(rank), "rank \(rank) of \(values.count)")
        var values = values
        var active = 0..<values.count
        while true {
            let (pivot, equal) = partition(&values, active)
            if rank < equal.lowerBound {
                active = active.lowerBound..<equal.lowerBound
            } else if rank >= equal.upperBound {
                active = equal.upperBound..<active.upperBound
            } else {
                return pivot
            }
        }
    }

    /// The nucleus of probabilities: in descending order, each whose predecessors sum to at most `mass`.
    ///
    /// - Parameter probabilities: not empty, none negative.
    /// - Returns: its smallest value, and how many of the values equal to that belong to it.
    static func nucleus(of probabilities: [Float], mass: Double) -> (smallest: Float, ties: Int) {
        var values = probabilities
        var active = 0..<values.count
        // The sum of all values before the active ones.
        var preceding = 0.0
        while true {
            let (pivot, equal) = partition(&values, active)
            let greater = active.lowerBound..<equal.lowerBound
            let throughGreater = values[greater].reduce(preceding) { $0 + Double($1) }
            if throughGreater > mass {
                active = greater
                continue
            }
            let throughEqual = throughGreater + Double(pivot) * Double(equal.count)
            if throughEqual > mass || equal.upperBound == active.upperBound {
                let room = (mass - throughGreater) / Double(pivot)
                return (pivot, room < Double(equal.count - 1) ? Int(room) + 1 : equal.count)
            }
            preceding = throughEqual
            active = equal.upperBound..<active.upperBound
        }
    }

    /// Brings a range into the order greater than, equal to, less than a value of it.
    private static func partition(_ values: inout [Float], _ range: Range<Int>) -> (pivot: Float, equal: Range<Int>) {
        let (a, b, c) = (values[range.lowerBound], values[(range.lowerBound + range.upperBound) / 2], values[range.upperBound - 1])
        let pivot = max(min(a, b), min(max(a, b), c))
        var (next, greaterEnd, lessStart) = (range.lowerBound, range.lowerBound, range.upperBound)
        while next < lessStart {
            if values[next] > pivot {
                values.swapAt(next, greaterEnd)
                greaterEnd += 1
                next += 1
            } else if values[next] < pivot {
                lessStart -= 1
                values.swapAt(next, lessStart)
            } else {
                next += 1
            }
        }
        return (pivot, greaterEnd..<lessStart)
    }
}

import Tensors

/// Which slot of a row's memory a pattern position takes.
enum SlotOrder: Sendable {
    /// One after the other, the first again after the last.
    case ring(slots: Int)
    /// The positions of a column side by side, column after column.
    case columns(side: Int)

    var slots: Int {
        switch self {
        case .ring(let slots): slots
        case .columns(let side): side * side
        }
    }

    func slot(of position: Int) -> Int {
        switch self {
        case .ring(let slots): position % slots
        case .columns(let side): position % side * side + position / side
        }
    }

    /// The slots of some positions, as few ranges as there can be, ascending.
    func ranges(of runs: [KeyRun]) -> [Range<Int>] {
        var ranges = runs.flatMap(ranges(of:)).filter { !$0.isEmpty }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        return ranges.reduce(into: []) { joined, next in
            if let last = joined.last, last.upperBound == next.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<next.upperBound
            } else {
                joined.append(next)
            }
        }
    }

    private func ranges(of run: KeyRun) -> [Range<Int>] {
        let first = slot(of: run.start)
        switch self {
        case .ring(let slots):
            precondition(run.stride == 1 && run.count <= slots, "\(run) in a ring of \(slots)")
            let end = first + run.count
            return end <= slots ? [first..<end] : [first..<slots, 0..<end - slots]
        case .columns(let side):
            precondition(run.stride == side, "\(run) in columns of \(side)")
            return [first..<first + run.count]
        }
    }
}

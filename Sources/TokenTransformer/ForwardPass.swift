/// Places that go through the layers together, one row each, and how their attention is divided over threads.
struct ForwardPass {
    let places: [SequencePlace]
    /// Rows that first store their keys and values and then attend together.
    let turns: [Range<Int>]
    /// Turns that have to follow one another: ranges of `turns`, all of which together are independent of each other.
    let groups: [Range<Int>]

    /// Rows of one prompt that attend together: their own keys, beside those of the text, should stay in a core's own cache.
    private static let rowsPerTurn = 8

    var rows: Int { places.count }

    /// One place of each of several sequences.
    static func step(_ places: some Sequence<SequencePlace>) -> ForwardPass {
        let places = Array(places)
        var turns: [Range<Int>] = []
        for row in places.indices {
            if let turn = turns.last, turn.count < rowsPerTurn, places[turn.lowerBound].text === places[row].text {
                turns[turns.count - 1] = turn.lowerBound..<row + 1
            } else {
                turns.append(row..<row + 1)
            }
        }
        return ForwardPass(places: places, turns: turns, groups: turns.indices.map { $0..<$0 + 1 })
    }

    /// Consecutive places of one sequence.
    ///
    /// The text's are stored all at once. A code takes the slot of one that is out of sight, but perhaps not out of that of the code
    /// before it: so each attends before the next is stored.
    static func reading(_ places: some Sequence<SequencePlace>) -> ForwardPass {
        let places = Array(places)
        let textRows = places.firstIndex { !$0.isText } ?? places.count
        let turns = (textRows > 0 ? [0..<textRows] : []) + (textRows..<places.count).map { $0..<$0 + 1 }
        return ForwardPass(places: places, turns: turns, groups: [turns.indices])
    }

    /// Consecutive codes of several sequences, one sequence after the other. Those of one follow one another, as above.
    static func readingCodes(_ places: some Sequence<SequencePlace>) -> ForwardPass {
        let places = Array(places)
        var groups: [Range<Int>] = []
        for row in places.indices {
            if let group = groups.last, places[group.lowerBound].image === places[row].image {
                groups[groups.count - 1] = group.lowerBound..<row + 1
            } else {
                groups.append(row..<row + 1)
            }
        }
        return ForwardPass(places: places, turns: places.indices.map { $0..<$0 + 1 }, groups: groups)
    }
}

/// Up to three of `candidates` that look like `name`, nearest first: a help for whoever reads a `missingKey` error.
///
/// Files of strangers may hold many and long names, so only names of about the same length are compared, and not more than a few thousand.
func similarNames(to name: String, among candidates: some Sequence<String>) -> [String] {
    let target = Array(name.utf8.prefix(256))
    let tolerance = max(2, target.count / 3)
    return candidates.lazy
        .filter { abs($0.utf8.count - target.count) <= tolerance }
        .prefix(4096)
        .map { (name: $0, distance: editDistance(Array($0.utf8), target)) }
        .filter { $0.distance <= tolerance }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(3)
        .map(\.name)
}

/// Levenshtein's distance: the fewest insertions, deletions and replacements of bytes that make one of the other.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    var current = previous
    for (row, byte) in left.enumerated() {
        current[0] = row + 1
        for column in right.indices {
            let replacement = previous[column] + (byte == right[column] ? 0 : 1)
            current[column + 1] = min(replacement, previous[column + 1] + 1, current[column] + 1)
        }
        swap(&previous, &current)
    }
    return previous[right.count]
}

/// Byte-pair encoding of one word: the word as a linked list of symbols, and a queue of the merges that are possible in it. A word of
/// n characters takes O(n log n).
struct WordMerging {
    /// Stands for a run of characters outside the vocabulary; no merge takes it.
    static let unknownRun: TokenID = -1
    /// The token of a symbol that was merged into its left neighbour.
    private static let merged: TokenID = -2
    /// The link beyond either end of the list.
    private static let none = -1

    private struct Symbol {
        var token: TokenID
        /// Where the symbol's characters begin in the text.
        let start: Int
        var previous: Int
        var next: Int
    }

    /// A merge that was possible when it was queued. Rules go by priority, the same rule goes from left to right.
    private struct Candidate: Comparable {
        let rank: Int
        let position: Int

        static func < (left: Candidate, right: Candidate) -> Bool {
            (left.rank, left.position) < (right.rank, right.position)
        }
    }

    private let vocabulary: BPEVocabulary
    private var symbols: [Symbol] = []
    private var candidates = MinimumHeap<Candidate>()

    init(vocabulary: BPEVocabulary) {
        self.vocabulary = vocabulary
    }

    /// Calls `body` with each token of the word, from left to right, and with the place of its characters in `text`. The first token
    /// has the word marker in front of those characters.
    mutating func forEachToken(
        inWord word: Range<Int>, of text: [Unicode.Scalar], _ body: (TokenID, Range<Int>) -> Void
    ) {
        split(word, of: text)
        merge()
        var position = 0
        while position != Self.none {
            let symbol = symbols[position]
            let end = symbol.next == Self.none ? word.upperBound : symbols[symbol.next].start
            body(symbol.token, symbol.start..<end)
            position = symbol.next
        }
    }

    /// One symbol for the word marker, each character of the vocabulary, and each run of other characters.
    private mutating func split(_ word: Range<Int>, of text: [Unicode.Scalar]) {
        symbols.removeAll(keepingCapacity: true)
        append(vocabulary.idOfCharacter[BPEVocabulary.wordMarker] ?? Self.unknownRun, start: word.lowerBound)
        for index in word {
            if let token = vocabulary.idOfCharacter[text[index]] {
                append(token, start: index)
            } else if symbols[symbols.count - 1].token != Self.unknownRun {
                append(Self.unknownRun, start: index)
            }
        }
        symbols[symbols.count - 1].next = Self.none
    }

    private mutating func append(_ token: TokenID, start: Int) {
        let position = symbols.count
        symbols.append(Symbol(token: token, start: start, previous: position - 1, next: position + 1))
    }

    private mutating func merge() {
        for position in symbols.indices {
            queueMerge(at: position)
        }
        while let candidate = candidates.popMinimum() {
            let rule = vocabulary.merges[candidate.rank]
            let position = candidate.position
            let absorbed = symbols[position].next
            // The neighbourhood may have changed since the candidate was queued.
            guard symbols[position].token == rule.left, absorbed != Self.none, symbols[absorbed].token == rule.right else {
                continue
            }
            let next = symbols[absorbed].next
            symbols[position].token = rule.result
            symbols[position].next = next
            symbols[absorbed].token = Self.merged
            if next != Self.none {
                symbols[next].previous = position
            }
            queueMerge(at: symbols[position].previous)
            queueMerge(at: position)
        }
    }

    /// Queues the merge of the symbol at `position` with the one that follows, where both exist and a rule takes them.
    private mutating func queueMerge(at position: Int) {
        guard position != Self.none, symbols[position].next != Self.none else { return }
        let key = BPEMerge.key(symbols[position].token, symbols[symbols[position].next].token)
        if let rank = vocabulary.rankOfPair[key] {
            candidates.insert(Candidate(rank: rank, position: position))
        }
    }
}

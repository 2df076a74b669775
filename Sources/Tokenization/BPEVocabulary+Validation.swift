extension BPEVocabulary {
    /// The tables of a vocabulary while its records are checked one after another.
    struct Validation {
        let file: String?
        /// Where the record being checked stands in the model file.
        var line = 1
        /// By id; nil until a record defines it.
        private(set) var definitions: [Definition?]
        private(set) var idOfCharacter: [Unicode.Scalar: TokenID] = [:]
        private(set) var rankOfPair: [UInt64: Int] = [:]
        /// By id: how many scalars the subword has. A special token has none.
        private var lengths: [Int]

        init(size: Int, file: String?) {
            self.file = file
            definitions = Array(repeating: nil, count: size)
            lengths = Array(repeating: 0, count: size)
        }

        func require(_ condition: Bool, else defect: @autoclosure () -> VocabularyDefect) throws(TokenizationError) {
            guard condition else {
                throw .invalidVocabulary(defect(), file: file, line: line)
            }
        }

        mutating func define(_ id: TokenID, as definition: Definition, length: Int) throws(TokenizationError) {
            try require(definitions.indices.contains(Int(id)), else: .idOutOfRange(id: Int(id), size: definitions.count))
            try require(definitions[Int(id)] == nil, else: .duplicateID(id))
            definitions[Int(id)] = definition
            lengths[Int(id)] = length
        }

        mutating func add(_ character: CharacterToken) throws(TokenizationError) {
            try require(idOfCharacter[character.scalar] == nil, else: .duplicateCharacter(character.scalar))
            try define(character.id, as: .character(character.scalar), length: 1)
            idOfCharacter[character.scalar] = character.id
        }

        mutating func add(_ merge: BPEMerge, rank: Int) throws(TokenizationError) {
            let length = try subwordLength(of: merge.left) + subwordLength(of: merge.right)
            try require(length <= subwordLengthLimit, else: .subwordTooLong(scalars: length, limit: subwordLengthLimit))
            let key = BPEMerge.key(merge.left, merge.right)
            try require(rankOfPair[key] == nil, else: .duplicateMerge(left: merge.left, right: merge.right))
            try define(merge.result, as: .merge(left: merge.left, right: merge.right), length: length)
            rankOfPair[key] = rank
        }

        private func subwordLength(of id: TokenID) throws(TokenizationError) -> Int {
            try require(definitions.indices.contains(Int(id)), else: .idOutOfRange(id: Int(id), size: definitions.count))
            try require(lengths[Int(id)] > 0, else: .undefinedOperand(id))
            return lengths[Int(id)]
        }
    }
}

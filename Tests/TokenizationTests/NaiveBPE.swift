import Tokenization

/// Byte-pair encoding by its definition: look through the whole word for the merge of the highest priority, do the leftmost, repeat.
/// Quadratic, and short enough to be believed.
struct NaiveBPE {
    let vocabulary: BPEVocabulary

    func encode(_ text: String) -> [TokenID] {
        text.unicodeScalars
            .split { "\t\n\u{0B}\u{0C}\r \u{2581}".unicodeScalars.contains($0) }
            .flatMap { encodeWord(Array($0)) }
    }

    private func encodeWord(_ word: [Unicode.Scalar]) -> [TokenID] {
        var tokens: [TokenID?] = []
        for scalar in [BPEVocabulary.wordMarker] + word {
            let token = vocabulary.characters.first { $0.scalar == scalar }?.id
            if token != nil || tokens.last != .some(nil) {
                tokens.append(token)
            }
        }
        while let (merge, position) = bestMerge(in: tokens) {
            tokens.replaceSubrange(position...position + 1, with: [merge.result])
        }
        return tokens.map { $0 ?? vocabulary.specials.unknown }
    }

    private func bestMerge(in tokens: [TokenID?]) -> (BPEMerge, Int)? {
        for merge in vocabulary.merges {
            for position in tokens.indices.dropLast()
            where tokens[position] == merge.left && tokens[position + 1] == merge.right {
                return (merge, position)
            }
        }
        return nil
    }
}

/// The number of a token in a vocabulary: 0 ..< `BPEVocabulary.size`.
public typealias TokenID = Int32

/// Texts that stress a tokenizer: mostly a few given characters, with white space, and with scalars from all of Unicode.
struct RandomText {
    var generator: SplitMix64
    let alphabet: [Unicode.Scalar]
    /// The share of characters that are none of the alphabet's.
    let strangeness: Double

    private static let separators: [Unicode.Scalar] = [" ", " ", " ", "\t", "\n", "\u{0B}", "\u{0C}", "\r", "\u{2581}"]

    mutating func next(maximumLength: Int) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...maximumLength, using: &generator) {
            switch Double.random(in: 0..<1, using: &generator) {
            case ..<strangeness: text.append(anyScalar())
            case ..<(strangeness + 0.15): text.append(Self.separators.randomElement(using: &generator)!)
            default: text.append(alphabet.randomElement(using: &generator)!)
            }
        }
        return String(text)
    }

    private mutating func anyScalar() -> Unicode.Scalar {
        while true {
            let limit: UInt32 = [0x100, 0x3000, 0x11_0000].randomElement(using: &generator)!
            if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) {
                return scalar
            }
        }
    }
}

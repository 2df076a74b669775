/// How the keys of a file become the names that a model reads, stated as values.
///
/// Every key passes through the rules in their order, each seeing the name that the one before it left:
/// ```swift
/// let rules: KeyRules = [.keepOnly(prefix: "first_stage_model."), .skip(prefix: "loss."), .expectUnused("decoder.idwt.*")]
/// ```
public struct KeyRules: Sendable, Equatable, ExpressibleByArrayLiteral {
    /// One step of renaming.
    public enum Rule: Sendable, Equatable {
        /// Removes the prefix from names that begin with it.
        case drop(prefix: String)
        /// Puts `replacement` in the place of the prefix.
        case replace(prefix: String, with: String)
        /// Names that begin with the prefix are not visible, nor are they reported as unread.
        case skip(prefix: String)
        /// Removes the prefix; names that do not begin with it are not visible, nor are they reported as unread.
        case keepOnly(prefix: String)
        /// Names that match the pattern, in which `*` stands for any run of characters, stay visible
        /// but are not reported when nobody reads them.
        case expectUnused(String)
    }

    /// Names are the keys of the file.
    public static let none = KeyRules([])

    public let rules: [Rule]

    public init(_ rules: [Rule]) {
        self.rules = rules
    }

    public init(arrayLiteral rules: Rule...) {
        self.rules = rules
    }

    /// The name that the model sees for a key of the file; nil where the rules hide it.
    func name(for key: String) -> (name: String, expectedUnused: Bool)? {
        // UTF-8 throughout: a String prefix would compare by canonical equivalence, which keys of a file know nothing of.
        var name = key[...].utf8
        var rewritten = ""
        var expectedUnused = false
        for rule in rules {
            switch rule {
            case .drop(let prefix):
                if name.starts(with: prefix.utf8) { name = name.dropFirst(prefix.utf8.count) }
            case .replace(let prefix, let replacement):
                guard name.starts(with: prefix.utf8) else { continue }
                rewritten = replacement + String(Substring(name.dropFirst(prefix.utf8.count)))
                name = rewritten[...].utf8
            case .skip(let prefix):
                if name.starts(with: prefix.utf8) { return nil }
            case .keepOnly(let prefix):
                guard name.starts(with: prefix.utf8) else { return nil }
                name = name.dropFirst(prefix.utf8.count)
            case .expectUnused(let pattern):
                if matches(Array(name), pattern: Array(pattern.utf8)) { expectedUnused = true }
            }
        }
        return (String(Substring(name)), expectedUnused)
    }

    /// Whether `text` matches `pattern`. Linear in their product: on a mismatch only the last `*` takes one character more.
    private func matches(_ text: [UInt8], pattern: [UInt8]) -> Bool {
        var textIndex = 0
        var patternIndex = 0
        var lastStar: (patternIndex: Int, textIndex: Int)?
        while textIndex < text.count {
            if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
                lastStar = (patternIndex, textIndex)
                patternIndex += 1
            } else if patternIndex < pattern.count, pattern[patternIndex] == text[textIndex] {
                textIndex += 1
                patternIndex += 1
            } else if let star = lastStar {
                lastStar = (star.patternIndex, star.textIndex + 1)
                textIndex = star.textIndex + 1
                patternIndex = star.patternIndex + 1
            } else {
                return false
            }
        }
        return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

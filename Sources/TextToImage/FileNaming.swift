/// Names of the files that a request makes, from a pattern such as `{prompt}-{seed}-{rank}`.
public struct FileNaming: Sendable, Equatable {
    public let pattern: String
    private let prompt: String
    private let seed: UInt64

    public static let standardPattern = "{prompt}-{seed}-{rank}"
    private static let longestPrompt = 48
    private static let rankPlace = "{rank}"
    static let seedPlace = "{seed}"

    /// - Throws: `TextToImageError.badOption` for a pattern without `{rank}`, with a slash, or that begins with a dot.
    public init(pattern: String = Self.standardPattern, prompt: String, seed: UInt64) throws(TextToImageError) {
        guard pattern.contains(Self.rankPlace), !pattern.contains("/"), !pattern.hasPrefix("."), !pattern.contains("\0") else {
            throw .badOption(name: "--name", value: "“\(pattern)”", allowed: .fileName(containing: Self.rankPlace))
        }
        self.pattern = pattern
        self.prompt = Self.slug(of: prompt)
        self.seed = seed
    }

    public func picture(rank: Int) -> String { name("\(rank)") + ".png" }
    public func cutout(rank: Int) -> String { name("\(rank)-cutout") + ".png" }
    public var contactSheet: String { name("sheet") + ".png" }
    /// What stands in the contact sheet's place while codes are drawn.
    public var preview: String { name("preview") + ".png" }
    public var sidecar: String { name("all") + ".json" }

    private func name(_ place: String) -> String {
        pattern.replacing(Self.rankPlace, with: place).replacing(Self.seedPlace, with: "\(seed)").replacing("{prompt}", with: prompt)
    }

    /// Letters and digits of any script, everything else one hyphen: safe in every file system and shell.
    private static func slug(of prompt: String) -> String {
        let words = prompt.lowercased().split { !$0.isLetter && !$0.isNumber }
        var slug = ""
        for word in words where slug.count + word.count < longestPrompt {
            slug += slug.isEmpty ? String(word) : "-\(word)"
        }
        if slug.isEmpty, let first = words.first { slug = String(first.prefix(longestPrompt)) }
        return slug.isEmpty ? "picture" : slug
    }
}

/// A text that travels inside a PNG file, under a keyword such as `parameters`.
public struct PNGText: Sendable, Equatable {
    public let keyword: String
    public let text: String

    public init(keyword: String, text: String) {
        self.keyword = keyword
        self.text = text
    }
}

/// What a PNG file holds: the picture and the texts beside it.
public struct PNGFile: Sendable, Equatable {
    public let image: Image

    /// In the order of the file.
    public let texts: [PNGText]

    public init(image: Image, texts: [PNGText] = []) {
        self.image = image
        self.texts = texts
    }

    /// The first text under a keyword.
    public func text(for keyword: String) -> String? {
        texts.first { $0.keyword == keyword }?.text
    }
}

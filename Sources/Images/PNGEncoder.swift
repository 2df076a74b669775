import CPNG

/// One PNG file in the making. It owns libpng's state.
struct PNGEncoder: ~Copyable {
    private let writer: OpaquePointer

    init() throws(ImageError) {
        guard let writer = CPNGWriterCreate() else { throw .cannotEncode(reason: "out of memory") }
        self.writer = writer
    }

    deinit { CPNGWriterDestroy(writer) }

    func add(_ text: PNGText) throws(ImageError) {
        guard Self.isKeyword(text.keyword) else { throw .invalidKeyword(text.keyword) }
        guard !text.text.utf8.contains(0) else { throw .invalidText(keyword: text.keyword) }
        try check(CPNGWriterAddText(writer, text.keyword, text.text))
    }

    /// The whole file. To be called once, after the texts.
    func encode(_ image: Image) throws(ImageError) -> [UInt8] {
        guard let width = UInt32(exactly: image.width), let height = UInt32(exactly: image.height) else {
            throw .cannotEncode(reason: "\(image.width) × \(image.height) pixels are too many for PNG")
        }
        try check(CPNGWriterWrite(writer, image.pixels, width, height, UInt32(image.channelCount)))
        return Array(UnsafeBufferPointer(start: CPNGWriterBytes(writer), count: CPNGWriterByteCount(writer)))
    }

    private func check(_ succeeded: Bool) throws(ImageError) {
        guard succeeded else { throw .cannotEncode(reason: String(cString: CPNGWriterMessage(writer))) }
    }

    /// PNG's rule for keywords (PNG Specification, Third Edition, 11.3.3.1), narrowed from Latin-1 to ASCII.
    private static func isKeyword(_ keyword: String) -> Bool {
        let bytes = Array(keyword.utf8)
        let blank = UInt8(ascii: " ")
        return (1...79).contains(bytes.count) && bytes.allSatisfy { (blank...126).contains($0) }
            && bytes.first != blank && bytes.last != blank
            && !zip(bytes, bytes.dropFirst()).contains { $0 == blank && $1 == blank }
    }
}

import CPNG

/// One pass over the bytes of one file. It owns libpng's state, and the bytes must outlive it.
struct PNGDecoder: ~Copyable {
    private let reader: OpaquePointer
    private let file: String
    private let limits: PNGLimits

    init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: PNGLimits) throws(ImageError) {
        let reader = CPNGReaderCreate(
            bytes.baseAddress, bytes.count,
            CPNGLimits(
                maximumSide: UInt32(min(limits.maximumPixelCount, Int(Int32.max))),
                maximumWorkingBytes: limits.maximumWorkingBytes,
                maximumChunkBytes: limits.maximumChunkBytes))
        guard let reader else {
            throw .workingMemoryExceeded(file: file, limit: limits.maximumWorkingBytes, byteOffset: 0)
        }
        self.reader = reader
        self.file = file
        self.limits = limits
    }

    deinit { CPNGReaderDestroy(reader) }

    /// The picture and the texts. To be called once.
    func decode() throws(ImageError) -> PNGFile {
        var header = CPNGHeader()
        try check(CPNGReaderReadHeader(reader, &header))
        var pixels = [UInt8](repeating: 0, count: Int(header.width) * Int(header.height) * Int(header.channelCount))
        try check(CPNGReaderReadPixels(reader, &pixels, pixels.count))
        let image = Image(
            width: Int(header.width), height: Int(header.height), channels: header.channelCount == 4 ? .rgba : .rgb,
            pixels: pixels)
        var texts: [PNGText] = []
        for index in 0..<CPNGReaderTextCount(reader) { texts.append(text(at: index)) }
        return PNGFile(image: image, texts: texts)
    }

    private func text(at index: Int) -> PNGText {
        let chunk = CPNGReaderText(reader, index)
        let bytes = UnsafeRawBufferPointer(start: chunk.text, count: chunk.textByteCount)
        return PNGText(
            keyword: String(latin1: UnsafeRawBufferPointer(start: chunk.keyword, count: chunk.keywordByteCount)),
            text: chunk.isUTF8 ? String(decoding: bytes, as: UTF8.self) : String(latin1: bytes))
    }

    private func check(_ status: CPNGStatus) throws(ImageError) {
        let byteOffset = CPNGReaderByteOffset(reader)
        switch status {
        case .success:
            return
        case .malformed:
            throw .malformed(
                file: file, reason: String(cString: CPNGReaderMessage(reader)), byteOffset: byteOffset)
        case .truncated:
            throw .truncated(file: file, byteOffset: byteOffset)
        case .memoryLimit:
            throw .workingMemoryExceeded(file: file, limit: limits.maximumWorkingBytes, byteOffset: byteOffset)
        }
    }
}

extension String {
    /// Text in ISO 8859-1, where a byte is a Unicode scalar.
    fileprivate init(latin1 bytes: UnsafeRawBufferPointer) {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte < 0x80 {
                utf8.append(byte)
            } else {
                utf8.append(0xC0 | byte >> 6)
                utf8.append(0x80 | byte & 0x3F)
            }
        }
        self.init(decoding: utf8, as: UTF8.self)
    }
}

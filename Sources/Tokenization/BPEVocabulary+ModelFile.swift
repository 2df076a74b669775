import Foundation

/// YouTokenToMe's model file: decimal numbers in lines of text.
///
///     n m                     how many characters and merges follow
///     code-point id           n lines
///     left right result       m lines, the most important merge first
///     unknown padding beginning end      −1 for those that do not exist
extension BPEVocabulary {
    /// Bytes; room for millions of tokens.
    static let fileSizeLimit = 64 << 20

    /// Reads a model file. Besides line feeds it may have the carriage returns and blank last lines that other systems leave.
    /// - Throws: `TokenizationError`, with the line wherever one can be named.
    public init(contentsOf url: URL) throws(TokenizationError) {
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: url)
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: Self.fileSizeLimit + 1) ?? Data()
        } catch {
            throw .unreadableFile(file: url.path, reason: error.localizedDescription)
        }
        try self.init(modelFile: bytes, named: url.path)
    }

    /// Reads a model file that is in memory.
    /// - Parameter name: what errors call it.
    public init(modelFile: some Sequence<UInt8>, named name: String) throws(TokenizationError) {
        var scanner = try ModelFileScanner(Array(modelFile), file: name, sizeLimit: Self.fileSizeLimit)
        let counts = try scanner.record(of: 2, expected: "the number of characters and the number of merges")
        let (characterCount, mergeCount) = (counts[0], counts[1])
        try scanner.expectRecords(characterCount, mergeCount)

        var characters: [CharacterToken] = []
        characters.reserveCapacity(characterCount)
        for _ in 0..<characterCount {
            let fields = try scanner.record(of: 2, expected: "a code point and an id")
            guard let value = UInt32(exactly: fields[0]), let scalar = Unicode.Scalar(value) else {
                throw .invalidVocabulary(.notAUnicodeScalar(codePoint: fields[0]), file: name, line: scanner.line)
            }
            characters.append(CharacterToken(scalar: scalar, id: TokenID(fields[1])))
        }
        var merges: [BPEMerge] = []
        merges.reserveCapacity(mergeCount)
        for _ in 0..<mergeCount {
            let fields = try scanner.record(of: 3, expected: "the ids of a merge's left side, right side and result")
            merges.append(BPEMerge(left: TokenID(fields[0]), right: TokenID(fields[1]), result: TokenID(fields[2])))
        }
        let fields = try scanner.record(of: 4, expected: "the ids of the unknown, padding, beginning and end tokens")
        let optional = fields.map { $0 == -1 ? nil : TokenID($0) }
        let specials = SpecialTokens(
            unknown: TokenID(fields[0]), padding: optional[1], beginning: optional[2], end: optional[3])
        try scanner.expectEnd()

        try self.init(characters: characters, merges: merges, specials: specials, file: name)
    }

    /// The text of the model file. Reading it gives an equal vocabulary.
    public var modelFile: String {
        var text = "\(characters.count) \(merges.count)\n"
        for character in characters {
            text += "\(character.scalar.value) \(character.id)\n"
        }
        for merge in merges {
            text += "\(merge.left) \(merge.right) \(merge.result)\n"
        }
        text += "\(specials.unknown) \(specials.padding ?? -1) \(specials.beginning ?? -1) \(specials.end ?? -1)\n"
        return text
    }

    /// Writes the model file, whole or not at all, over what is there.
    public func write(to url: URL) throws(TokenizationError) {
        do {
            try Data(modelFile.utf8).write(to: url, options: .atomic)
        } catch {
            throw .unwritableFile(file: url.path, reason: error.localizedDescription)
        }
    }
}

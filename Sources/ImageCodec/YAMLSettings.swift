import Yams

/// A mapping inside a YAML document that knows its own place, so that errors can name a setting by its path.
struct YAMLSettings {
    /// Configurations are about a kilobyte.
    private static let maximumByteCount = 1 << 18

    private let mapping: Node.Mapping
    /// Empty, or ends in a full stop.
    private let prefix: String

    private init(mapping: Node.Mapping, prefix: String) {
        self.mapping = mapping
        self.prefix = prefix
    }

    /// - Throws: `malformedYAML`.
    init(document: String) throws(ImageCodecError) {
        guard document.utf8.count <= Self.maximumByteCount else {
            throw .malformedYAML(line: 1, column: 1, reason: "it is longer than \(Self.maximumByteCount) bytes")
        }
        try Self.refuseAnchors(in: document)
        let node: Node?
        do {
            node = try Parser(yaml: document, encoding: .utf8).singleRoot()
        } catch {
            throw Self.malformed(error)
        }
        guard let mapping = node?.mapping else {
            throw .malformedYAML(line: 1, column: 1, reason: "it is not a mapping of settings")
        }
        self.init(mapping: mapping, prefix: "")
    }

    func settings(_ name: String) throws(ImageCodecError) -> YAMLSettings {
        let node = try required(name)
        guard let mapping = node.mapping else { throw invalid(name, node, expected: "a mapping of settings") }
        return YAMLSettings(mapping: mapping, prefix: prefix + name + ".")
    }

    func string(_ name: String) throws(ImageCodecError) -> String {
        let node = try required(name)
        guard let scalar = node.scalar else { throw invalid(name, node, expected: "a word") }
        return scalar.string
    }

    func integer(_ name: String) throws(ImageCodecError) -> Int {
        let node = try required(name)
        guard let scalar = node.scalar, let value = Int(scalar.string) else { throw invalid(name, node, expected: "a whole number") }
        return value
    }

    func integers(_ name: String) throws(ImageCodecError) -> [Int] {
        let node = try required(name)
        let values = node.sequence?.map { $0.scalar.flatMap { Int($0.string) } }
        guard let values, !values.contains(nil) else { throw invalid(name, node, expected: "a list of whole numbers") }
        return values.compactMap { $0 }
    }

    /// A setting may be absent; where it stands it must have the one value that is supported, however that is spelt.
    func require(_ name: String, toBe spellings: String...) throws(ImageCodecError) {
        guard let node = mapping[name] else { return }
        guard let found = node.scalar?.string.lowercased(), spellings.contains(found) else {
            throw invalid(name, node, expected: spellings[0])
        }
    }

    private func required(_ name: String) throws(ImageCodecError) -> Node {
        guard let node = mapping[name] else { throw .missingSetting(name: prefix + name) }
        return node
    }

    private func invalid(_ name: String, _ node: Node, expected: String) -> ImageCodecError {
        let value = node.scalar.map { "“\($0.string.prefix(80))”" } ?? (node.mapping == nil ? "a list" : "a mapping")
        return .invalidSetting(name: prefix + name, value: value, expected: expected)
    }

    /// Anchors and aliases let a few lines stand for a structure of any size; no configuration of this kind has them.
    private static func refuseAnchors(in document: String) throws(ImageCodecError) {
        var line = 1
        var column = 1
        var previous = UInt8(ascii: "\n")
        let bytes = Array(document.utf8)
        for (index, byte) in bytes.enumerated() {
            let beginsNode = " \t\r\n[{,:-?".utf8.contains(previous)
            let namesAnchor = index + 1 < bytes.count && !" \t\r\n".utf8.contains(bytes[index + 1])
            if byte == UInt8(ascii: "&"), beginsNode, namesAnchor {
                throw .malformedYAML(line: line, column: column, reason: "anchors are not supported")
            }
            (line, column) = byte == UInt8(ascii: "\n") ? (line + 1, 1) : (line, column + 1)
            previous = byte
        }
    }

    private static func malformed(_ error: any Error) -> ImageCodecError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            .malformedYAML(line: mark.line, column: mark.column, reason: problem)
        case .duplicatedKeysInMapping(let names, let context):
            .malformedYAML(
                line: context.mark.line, column: context.mark.column, reason: "a mapping names \(names.joined(separator: ", ")) twice")
        default:
            .malformedYAML(line: 1, column: 1, reason: "the characters are not YAML's")
        }
    }
}

import Foundation

/// The examples in `docs/formats.md`, by which the program's own objects are judged.
enum DocumentedFormat {
    struct Missing: Error {
        let heading: String
    }

    /// The key paths of the JSON example under a heading, or of the one behind a word in a list: `pictures[].codes.width`.
    static func keyPaths(after landmark: String) throws -> Set<String> {
        keyPaths(of: try JSONSerialization.jsonObject(with: Data(example(after: landmark).utf8)))
    }

    /// The text of that example.
    static func example(after landmark: String) throws -> String {
        let text = try String(contentsOf: Fixtures.repository.appending(path: "docs/formats.md"), encoding: .utf8)
        guard let place = text.range(of: landmark), let open = text[place.upperBound...].firstIndex(of: "{") else {
            throw Missing(heading: landmark)
        }
        var depth = 0
        for index in text[open...].indices {
            if text[index] == "{" { depth += 1 }
            if text[index] == "}" { depth -= 1 }
            if depth == 0 {
                return String(text[open...index])
            }
        }
        throw Missing(heading: landmark)
    }

    static func keyPaths(of value: Any, at path: String = "") -> Set<String> {
        switch value {
        case let object as [String: Any]:
            object.reduce(into: []) { $0.formUnion(keyPaths(of: $1.value, at: path.isEmpty ? $1.key : "\(path).\($1.key)")) }
        case let list as [Any]:
            list.reduce(into: [path + "[]"]) { $0.formUnion(keyPaths(of: $1, at: path + "[]")) }
        default:
            [path]
        }
    }
}

import Foundation

/// The folders of `Tests/Goldens`, or of the folder that LUBOK_GOLDENS names. Each has a `case.json` that states its kind.
enum Fixtures {
    static let root: URL =
        if let path = ProcessInfo.processInfo.environment["LUBOK_GOLDENS"] {
            URL(filePath: path, directoryHint: .isDirectory)
        } else {
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens")
        }

    private struct Kind: Decodable {
        let kind: String
    }

    static func folders(ofKind kind: String) throws -> [URL] {
        // The folder may be a link, whose contents would not be listed.
        try FileManager.default.contentsOfDirectory(at: root.resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
            .filter { FileManager.default.fileExists(atPath: $0.appending(path: "case.json").path) }
            .filter { try read(Kind.self, from: $0.appending(path: "case.json")).kind == kind }
            .sorted { $0.path < $1.path }
    }

    static func read<Value: Decodable>(_ type: Value.Type, from url: URL) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

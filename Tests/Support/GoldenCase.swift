import Foundation

/// A reference fixture: a folder with a `case.json`, inputs, and what the original program made of them.
public struct GoldenCase: Sendable, CustomStringConvertible {
    /// The folder's name.
    public let name: String
    /// Which check judges it, such as `dalle`.
    public let kind: String
    public let folder: URL
    /// The contents of `case.json`.
    public let json: Data

    public var description: String { "\(kind) \(name)" }

    public init(folder: URL) throws {
        self.folder = folder
        name = folder.lastPathComponent
        json = try Data(contentsOf: folder.appending(path: "case.json"))
        kind = try JSONDecoder().decode(Kind.self, from: json).kind
    }

    /// `case.json` in the form that its kind has; keys in snake case become names in camel case.
    public func decoded<Contents: Decodable>(as type: Contents.Type) throws -> Contents {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: json)
    }

    /// Where the fixtures lie: `Tests/Goldens`, or the folder that `LUBOK_GOLDENS` names.
    public static var folder: URL {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["LUBOK_GOLDENS"].map { URL(filePath: $0) }
        return (named ?? tests.appending(path: "Goldens")).resolvingSymlinksInPath()
    }

    /// Every fixture, by name. Nothing about their names, number or sizes is assumed.
    public static func all() throws -> [GoldenCase] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { FileManager.default.fileExists(atPath: $0.appending(path: "case.json").path(percentEncoded: false)) }
            .map { try GoldenCase(folder: $0) }
            .sorted { $0.name < $1.name }
    }

    /// Every fixture of one kind, by name.
    public static func all(kind: String) throws -> [GoldenCase] {
        try all().filter { $0.kind == kind }
    }

    private struct Kind: Decodable {
        let kind: String
    }
}

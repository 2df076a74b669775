import Foundation

/// A folder of its own for a test, removed with the value.
public final class TemporaryFolder: Sendable {
    public let url: URL

    public init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "lubok-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    public var path: String { url.path(percentEncoded: false) }

    /// The path of a file in the folder, whether it exists or not.
    public func path(_ name: String) -> String { path + "/" + name }

    /// Everything in the folder, hidden files too, sorted.
    public var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ data: Data, to name: String) throws -> String {
        try data.write(to: url.appending(path: name))
        return path(name)
    }
}

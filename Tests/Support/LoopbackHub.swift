import Foundation

/// A hub of a test's own: a server on 127.0.0.1 that serves files the test puts there, with the faults it asks for (see `hub.py`).
public final class LoopbackHub {
    private let folder: TemporaryFolder
    private let process: Process
    private let input: Pipe
    /// `http://127.0.0.1:PORT`.
    public let endpoint: String

    /// The commit that it says every repository is at.
    public static let commit = "0123456789abcdef0123456789abcdef01234567"

    public struct Request: Decodable, Sendable {
        public let method: String
        public let path: String
        /// Whether the hub was asked, or the other host that holds the contents of large files.
        public let isHub: Bool
        public let authorization: String?
        public let range: String?
        public let ifRange: String?
    }

    private struct NoServer: Error {}

    /// - Parameters:
    ///   - files: contents by `owner/name/file`.
    ///   - plan: faults by `owner/name/file`, as `hub.py` describes them.
    public init(files: [String: Data], plan: [String: [String: Any]] = [:]) throws {
        folder = try TemporaryFolder()
        for (name, contents) in files {
            let url = folder.url.appending(path: "repositories/" + name)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try contents.write(to: url)
        }
        try folder.write(JSONSerialization.data(withJSONObject: plan), to: "plan.json")
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", URL(filePath: #filePath).deletingLastPathComponent().appending(path: "hub.py").path, folder.path]
        let output = Pipe()
        input = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw NoServer() }
            line += piece
        }
        let ports = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        endpoint = "http://127.0.0.1:\(ports[0])"
    }

    deinit {
        // The server ends with its input.
        try? input.fileHandleForWriting.close()
        process.terminate()
        process.waitUntilExit()
    }

    /// What has been asked so far.
    public var requests: [Request] {
        get throws {
            let log = try String(contentsOfFile: folder.path("requests.log"), encoding: .utf8)
            return try log.split(separator: "\n").map { try JSONDecoder().decode(Request.self, from: Data($0.utf8)) }
        }
    }
}

import Foundation

/// One run of the built program, from start to exit.
struct LubokRun {
    /// The exit code, or the number of the signal that ended it, negated.
    let exitCode: Int32
    let output: String
    let errors: String

    enum Language: String, CaseIterable {
        case english = "en_US.UTF-8"
        case russian = "ru_RU.UTF-8"
    }

    /// A run that takes longer hangs, and is killed.
    private static let limit = DispatchTimeInterval.seconds(60)

    init(
        _ arguments: [String], language: Language = .english, environment changes: [String: String] = [:],
        whileRunning action: (Process) throws -> Void = { _ in }
    ) throws {
        let folder = try TemporaryStreams()
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = Self.environment(language: language).merging(changes) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = folder.output
        process.standardError = folder.errors
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        try action(process)
        if ended.wait(timeout: .now() + Self.limit) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            ended.wait()
        }
        exitCode = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        (output, errors) = try folder.texts()
    }

    var outputLines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }
    var errorLines: [Substring] { errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast() }

    /// The one JSON object that the program printed.
    func object() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] else {
            throw CocoaError(.coderReadCorrupt)
        }
        return object
    }

    /// The program lies beside the tests that were built with it.
    private static let executable: URL = {
        let tests = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0]), Bundle.main.bundleURL]
        let candidates = tests.flatMap { [$0, $0.deletingLastPathComponent()] }.map { $0.appending(path: "lubok") }
        return candidates.first { isExecutableFile($0) } ?? URL(filePath: "lubok")
    }()

    private static func isExecutableFile(_ url: URL) -> Bool {
        let path = url.path(percentEncoded: false)
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            && FileManager.default.isExecutableFile(atPath: path)
    }

    /// That of the tests, less what would change the result.
    private static func environment(language: Language) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ["LC_MESSAGES", "LANG", "LANGUAGE", "LUBOK_MODELS", "OPENBLAS_CORETYPE"] { environment[name] = nil }
        environment["LC_ALL"] = language.rawValue
        return environment
    }
}

/// Files for what a program writes: unlike pipes they take any amount without a reader.
private struct TemporaryStreams {
    let output: FileHandle
    let errors: FileHandle

    init() throws {
        output = try Self.unnamedFile()
        errors = try Self.unnamedFile()
    }

    func texts() throws -> (output: String, errors: String) {
        (try Self.text(of: output), try Self.text(of: errors))
    }

    private static func unnamedFile() throws -> FileHandle {
        let url = FileManager.default.temporaryDirectory.appending(path: "lubok-stream-\(UUID().uuidString)")
        try Data().write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try FileHandle(forUpdating: url)
    }

    private static func text(of file: FileHandle) throws -> String {
        try file.seek(toOffset: 0)
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}

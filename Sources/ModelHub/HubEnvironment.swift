import Foundation

/// Where the hub is, where its files are kept on this machine, and who asks: by the environment, as the hub's own client has it.
public struct HubEnvironment: Sendable {
    /// Scheme, host and port, perhaps a path; no stroke at its end.
    public let endpoint: URL
    /// The folder of `models--owner--name` folders.
    public let cacheFolder: String
    /// What shows who asks. Sent to the endpoint only.
    let token: String?
    /// Whether nothing may be asked of the network.
    public let isOffline: Bool

    /// The public hub.
    private static let publicEndpoint = "https://huggingface.co"
    private static let largestToken = 1 << 14

    /// Reads `HF_ENDPOINT`, `HF_HUB_CACHE`, `HF_HOME`, `HF_TOKEN`, `HF_TOKEN_PATH`, `HF_HUB_OFFLINE`, `XDG_CACHE_HOME` and `HOME`, and
    /// the file that a token was saved in.
    ///
    /// - Throws: `HubError.invalidEndpoint`.
    public init(_ variables: [String: String] = ProcessInfo.processInfo.environment) throws(HubError) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let given = value("HF_ENDPOINT") ?? Self.publicEndpoint
        var address = given
        while address.hasSuffix("/") { address.removeLast() }
        guard let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased()), url.host?.isEmpty == false,
            url.query == nil, url.user == nil
        else { throw .invalidEndpoint(given) }
        endpoint = url

        let user = value("HOME") ?? NSHomeDirectory()
        func expanded(_ path: String) -> String { path == "~" || path.hasPrefix("~/") ? user + path.dropFirst() : path }
        let home = expanded(value("HF_HOME") ?? (value("XDG_CACHE_HOME") ?? user + "/.cache") + "/huggingface")
        cacheFolder = expanded(value("HF_HUB_CACHE") ?? home + "/hub")
        isOffline = ["1", "ON", "YES", "TRUE"].contains(value("HF_HUB_OFFLINE")?.uppercased())
        token = Self.cleaned(value("HF_TOKEN")) ?? Self.savedToken(expanded(value("HF_TOKEN_PATH") ?? home + "/token"))
    }

    private static func savedToken(_ path: String) -> String? {
        guard let file = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: largestToken) else { return nil }
        return cleaned(String(decoding: data, as: UTF8.self))
    }

    /// Without line feeds, which would end the header that it stands in; nil where nothing is left.
    private static func cleaned(_ token: String?) -> String? {
        let text = token?.filter { $0.isASCII && !$0.isNewline && $0 != "\0" }.trimmingCharacters(in: .whitespaces)
        return text?.isEmpty == false ? text : nil
    }

    /// The address of a file.
    func url(of file: HubFile) -> URL {
        (file.repository + "/resolve/\(HubFile.revision)/" + file.name).split(separator: "/").reduce(endpoint) {
            $0.appendingPathComponent(String($1))
        }
    }
}

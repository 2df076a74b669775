/// Why a file could not be had from the hub.
public enum HubError: Error, Sendable, Equatable {
    case unknownModel(name: String, known: [String])
    /// `HF_ENDPOINT` is no address of a server.
    case invalidEndpoint(String)
    /// The network may not be used, and the file is not on this machine.
    case offline(file: String)
    /// The server cannot be reached; `reason` is the system's.
    case unreachable(host: String, reason: String)
    /// 401: no such repository, or one that is not shown to whoever asks.
    case unauthorized(file: String, hasToken: Bool)
    /// 403: access has to be asked for on the repository's page.
    case forbidden(file: String, hasToken: Bool)
    case notFound(file: String)
    /// 429, again and again; `seconds` is how long was waited in all.
    case tooManyRequests(file: String, seconds: Int)
    /// Another status than the protocol has here.
    case unexpectedStatus(file: String, status: Int)
    case tooManyRedirects(file: String)
    /// A redirect from an encrypted connection to one that is not, or to no address.
    case unsafeRedirect(file: String, location: String)
    /// The answer does not say what the file is.
    case badMetadata(file: String, header: String)
    /// The connection ended before the file; what has come is kept, and the next try goes on from there.
    case interrupted(file: String, received: Int, expected: Int)
    case wrongSize(file: String, expected: Int, found: Int)
    case wrongHash(file: String, expected: String, found: String)
    /// In bytes.
    case notEnoughSpace(path: String, needed: Int, available: Int)
    case cannotWrite(path: String, reason: String)
    /// Another program is downloading the same file.
    case busy(file: String)
}

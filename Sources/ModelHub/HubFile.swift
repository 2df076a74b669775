/// A file of a repository on the hub, in its newest revision.
public struct HubFile: Sendable, Hashable, CustomStringConvertible {
    /// `owner/name`.
    public let repository: String
    /// The path within the repository.
    public let name: String

    static let revision = "main"

    /// - Precondition: neither has components that are empty, `.` or `..`.
    public init(_ repository: String, _ name: String) {
        func isPlain(_ path: String) -> Bool {
            path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        }
        precondition(isPlain(repository) && repository.split(separator: "/").count == 2 && isPlain(name), "\(repository) \(name)")
        self.repository = repository
        self.name = name
    }

    public var description: String { "\(repository)/\(name)" }
}

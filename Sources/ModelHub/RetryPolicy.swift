/// How patient a client is with a server that is busy or breaks off.
public struct RetryPolicy: Sendable {
    /// Tries in a row that bring nothing.
    public var attempts = 5
    /// Seconds before the second try; each further wait is twice as long.
    public var firstWait = 1.0
    /// The most seconds of one wait, whatever the server asks for.
    public var longestWait = 60.0

    public init() {}

    /// - Parameters:
    ///   - failures: tries that have failed, at least 1.
    ///   - asked: what the server wants, in seconds.
    func wait(after failures: Int, asked: Double?) -> Double {
        min(max(asked ?? firstWait * Double(1 << min(failures - 1, 16)), 0), longestWait)
    }
}

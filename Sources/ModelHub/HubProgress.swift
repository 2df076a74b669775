/// What a client is doing.
public enum HubProgress: Sendable, Equatable {
    /// Asking the hub what a file is.
    case asking(HubFile)
    /// In bytes, those of earlier runs included.
    case downloading(HubFile, received: Int, total: Int)
    /// The server is busy, or has broken off.
    case waiting(HubFile, seconds: Double)
    /// Comparing what has come with its hash.
    case checking(HubFile)
}

/// A file of the hub that is on this machine.
public struct HubDownload: Sendable, Equatable {
    public let file: HubFile
    /// In the snapshot of its commit.
    public let path: String
    public let commit: String
}

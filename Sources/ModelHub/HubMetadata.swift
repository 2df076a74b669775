import Foundation

/// What the hub says of a file without sending it.
struct HubMetadata: Sendable {
    /// The name of the contents: SHA-256 of a large file, git's own hash of a small one.
    let hash: String
    let size: Int
    /// The commit that the file was found in.
    let commit: String
    /// Where the repository's file is, after the hub's own redirects, such as those of renamed repositories.
    let url: URL
    /// The tag that the hub itself serves the file under; nil where it sends to another server for the contents.
    let ownTag: String?

    /// - Throws: `badMetadata`, too, for a hash that contents could not be compared with: it is also the name of a file.
    init(_ response: HTTPResponse, file: HubFile) throws(HubError) {
        let linked = response.entityTag("X-Linked-Etag")
        guard let hash = linked ?? response.entityTag("ETag"), ContentHash.isKnown(hash) else {
            throw .badMetadata(file: "\(file)", header: "ETag")
        }
        self.hash = hash
        guard let commit = response["X-Repo-Commit"], Self.isPlain(commit) else {
            throw .badMetadata(file: "\(file)", header: "X-Repo-Commit")
        }
        self.commit = commit
        let length = response.redirection == nil ? response.byteCount("Content-Length") : nil
        guard let size = response.byteCount("X-Linked-Size") ?? length else {
            throw .badMetadata(file: "\(file)", header: "X-Linked-Size")
        }
        self.size = size
        url = response.url
        ownTag = linked == nil && response.redirection == nil ? response["ETag"] : nil
    }

    /// Letters, digits and hyphens: the commit becomes the name of a folder.
    private static func isPlain(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
            }
    }
}

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

    /// Letters and digits, since the hash becomes the name of a file.
    init(_ response: HTTPResponse, file: HubFile) throws(HubError) {
        func plain(_ text: String?, header: String) throws(HubError) -> String {
            guard let text, (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D
            }) else { throw .badMetadata(file: "\(file)", header: header) }
            return text
        }
        let linked = response.entityTag("X-Linked-Etag")
        hash = try plain(linked ?? response.entityTag("ETag"), header: "ETag")
        commit = try plain(response["X-Repo-Commit"], header: "X-Repo-Commit")
        let length = response.redirection == nil ? response.byteCount("Content-Length") : nil
        guard let size = response.byteCount("X-Linked-Size") ?? length else {
            throw .badMetadata(file: "\(file)", header: "X-Linked-Size")
        }
        self.size = size
        url = response.url
        ownTag = linked == nil && response.redirection == nil ? response["ETag"] : nil
    }
}

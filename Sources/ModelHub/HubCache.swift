import Foundation

/// The folder in which the hub's own client keeps files, too: `models--owner--name` with `blobs` by hash, `snapshots` by commit, whose
/// files are links to blobs, and `refs`, which say what commit a branch was last found at.
struct HubCache: Sendable {
    let folder: String

    func repositoryFolder(of file: HubFile) -> String {
        folder + "/models--" + file.repository.replacingOccurrences(of: "/", with: "--")
    }

    func blob(_ hash: String, of file: HubFile) -> String { repositoryFolder(of: file) + "/blobs/" + hash }

    func lock(_ hash: String, of file: HubFile) -> String {
        folder + "/.locks/models--" + file.repository.replacingOccurrences(of: "/", with: "--") + "/\(hash).lock"
    }

    func snapshot(_ commit: String, of file: HubFile) -> String { repositoryFolder(of: file) + "/snapshots/\(commit)/\(file.name)" }

    private func reference(of file: HubFile) -> String { repositoryFolder(of: file) + "/refs/" + HubFile.revision }

    /// The file as it was last found, where it is here whole; links that lead nowhere are nothing.
    func cached(_ file: HubFile) -> HubDownload? {
        guard let text = try? String(contentsOfFile: reference(of: file), encoding: .utf8) else { return nil }
        let commit = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !commit.isEmpty, !commit.contains("/"), !commit.hasPrefix(".") else { return nil }
        let path = snapshot(commit, of: file)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return HubDownload(file: file, path: path, commit: commit)
    }

    /// Makes the link of a file to its blob, and notes the commit as that of the branch.
    func publish(_ file: HubFile, metadata: HubMetadata) throws(HubError) -> HubDownload {
        let link = snapshot(metadata.commit, of: file)
        let steps = String(repeating: "../", count: file.name.split(separator: "/").count + 1)
        let target = steps + "blobs/" + metadata.hash
        do {
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != target {
                try createFolder(of: link)
                let beside = link + ".\(UInt64.random(in: 0 ... .max))"
                try FileManager.default.createSymbolicLink(atPath: beside, withDestinationPath: target)
                guard rename(beside, link) == 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
            }
            try createFolder(of: reference(of: file))
            try Data(metadata.commit.utf8).write(to: URL(fileURLWithPath: reference(of: file)), options: .atomic)
        } catch {
            throw .cannotWrite(path: link, reason: HubCache.reason(of: error))
        }
        return HubDownload(file: file, path: link, commit: metadata.commit)
    }

    func createFolder(of path: String) throws(HubError) {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: folder, reason: HubCache.reason(of: error))
        }
    }

    /// What the system says of an error, in its own words.
    static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        if let fault = (error as? POSIXError) ?? (underlying as? POSIXError) { return String(cString: strerror(fault.code.rawValue)) }
        return error.localizedDescription.trimmingCharacters(in: ["."])
    }
}

import Foundation

/// A file that is still coming: a lock that keeps others from it, and what has come so far.
final class PartialFile {
    let path: String
    private let descriptor: Int32
    private let lockDescriptor: Int32
    private(set) var count: Int

    /// - Throws: `busy`, `cannotWrite`.
    init(blob: String, lock: String, file: HubFile) throws(HubError) {
        path = blob + ".incomplete"
        lockDescriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lockDescriptor >= 0 else { throw .cannotWrite(path: lock, reason: String(cString: strerror(errno))) }
        guard flock(lockDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(lockDescriptor)
            throw .busy(file: "\(file)")
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else {
            let number = errno
            close(lockDescriptor)
            throw .cannotWrite(path: path, reason: String(cString: strerror(number)))
        }
        count = Int(lseek(descriptor, 0, SEEK_END))
    }

    deinit {
        close(descriptor)
        // Closing gives up the lock.
        close(lockDescriptor)
    }

    /// - Throws: `cannotWrite`; what was written stays.
    func append(_ data: Data) throws(HubError) {
        let failure: Int32? = data.withUnsafeBytes { bytes in
            var rest = bytes
            while let base = rest.baseAddress, rest.count > 0 {
                let written = write(descriptor, base, rest.count)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { return errno }
                count += written
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
            return nil
        }
        if let failure { throw .cannotWrite(path: path, reason: String(cString: strerror(failure))) }
    }

    /// Forgets all that has come.
    func restart() throws(HubError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        count = 0
    }

    /// Gives the whole file its name.
    func finish(as blob: String) throws(HubError) {
        guard fsync(descriptor) == 0, rename(path, blob) == 0 else {
            throw .cannotWrite(path: blob, reason: String(cString: strerror(errno)))
        }
    }

    /// Throws away what has come.
    func discard() { unlink(path) }

    /// - Throws: `notEnoughSpace` where the rest of a file of `size` bytes does not fit.
    func checkSpace(for size: Int) throws(HubError) {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { return }
        let (available, overflows) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
        guard overflows || size - count <= available else {
            throw .notEnoughSpace(path: path, needed: size - count, available: available)
        }
    }
}

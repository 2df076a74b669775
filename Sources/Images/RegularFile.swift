#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whole regular files: read without ever waiting for a pipe, written so that a name stands for a complete file or for none.
package enum RegularFile {
    /// The bytes of a regular file of at most `maximumByteCount`.
    package static func contents(path: String, maximumByteCount: Int) throws(ImageError) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(file: path, errorNumber: errno) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotRead(file: path, errorNumber: errno) }
        guard isRegular(status) else { throw .notARegularFile(file: path) }
        let byteCount = Int(status.st_size)
        guard byteCount <= maximumByteCount else {
            throw .fileTooLarge(file: path, byteCount: byteCount, limit: maximumByteCount)
        }

        var bytes = [UInt8](repeating: 0, count: byteCount)
        var filled = 0
        while filled < byteCount {
            let count = bytes.withUnsafeMutableBytes { target in
                pread(descriptor, target.baseAddress! + filled, byteCount - filled, off_t(filled))
            }
            if count < 0 {
                guard errno == EINTR else { throw .cannotRead(file: path, errorNumber: errno) }
            } else if count == 0 {
                break  // Somebody has shortened the file since its size was asked for.
            } else {
                filled += count
            }
        }
        bytes.removeLast(byteCount - filled)
        return bytes
    }

    /// Writes a file under another name in the same folder, then gives it its name in one step.
    ///
    /// - Parameter overwriting: whether a regular file of that name may be replaced. If not, no file is ever replaced, not even one that
    ///   appears while this one is being written.
    /// - Throws: `ImageError.alreadyExists`, `.notARegularFile` or `.cannotWrite`; then nothing is left behind.
    package static func write(_ bytes: [UInt8], to path: String, overwriting: Bool) throws(ImageError) {
        var status = stat()
        if lstat(path, &status) == 0 {
            guard overwriting else { throw .alreadyExists(file: path) }
            // Renaming onto a device or pipe would remove it.
            guard isRegular(status) || isSymbolicLink(status) else { throw .notARegularFile(file: path) }
        }

        let partial = partialPath(beside: path)
        let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotWrite(file: path, errorNumber: errno) }
        defer { unlink(partial) }
        do {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: path)
        }
        if overwriting {
            guard rename(partial, path) == 0 else { throw .cannotWrite(file: path, errorNumber: errno) }
        } else {
            try publish(partial, as: path)
        }
    }

    /// Adds to the end of a file, which is made where there is none. On return the bytes are on the disk.
    ///
    /// - Throws: `ImageError.notARegularFile` or `.cannotWrite`.
    package static func append(_ bytes: [UInt8], to path: String) throws(ImageError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotWrite(file: path, errorNumber: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, isRegular(status) else { throw .notARegularFile(file: path) }
        try write(bytes, to: descriptor, at: Int(status.st_size), path: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, at start: Int = 0, path: String) throws(ImageError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { source in
                pwrite(descriptor, source.baseAddress! + written, bytes.count - written, off_t(start + written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw .cannotWrite(file: path, errorNumber: errno)
            }
        }
        // Otherwise a power cut could leave the name on an empty file.
        guard fsync(descriptor) == 0 else { throw .cannotWrite(file: path, errorNumber: errno) }
    }

    /// Gives a complete file its name, unless the name is taken.
    private static func publish(_ partial: String, as path: String) throws(ImageError) {
        if link(partial, path) == 0 { return }
        switch errno {
        case EEXIST:
            throw .alreadyExists(file: path)
        case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
            try reserveAndPublish(partial, as: path)
        default:
            throw .cannotWrite(file: path, errorNumber: errno)
        }
    }

    /// The same for file systems without hard links, such as FAT: takes the name with an empty file of its own and replaces that.
    package static func reserveAndPublish(_ partial: String, as path: String) throws(ImageError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? .alreadyExists(file: path) : .cannotWrite(file: path, errorNumber: errno)
        }
        close(descriptor)
        guard rename(partial, path) == 0 else {
            let errorNumber = errno
            unlink(path)
            throw .cannotWrite(file: path, errorNumber: errorNumber)
        }
    }

    /// A name in the same folder that nobody else uses.
    private static func partialPath(beside path: String) -> String {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return folder + ".lubok-" + String(UInt64.random(in: .min ... .max), radix: 16) + ".partial"
    }

    private static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

    private static func isSymbolicLink(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFLNK }
}

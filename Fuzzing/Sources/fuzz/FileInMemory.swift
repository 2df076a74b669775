import CLibFuzzer
import Foundation

/// A regular file that takes no disk: some readers map theirs.
final class FileInMemory: Sendable {
    static let shared = FileInMemory()

    private let descriptor: Int32

    var path: String { "/proc/self/fd/\(descriptor)" }

    private init() {
        descriptor = anonymousFile()
        precondition(descriptor >= 0, "no file in memory")
    }

    func fill(with bytes: UnsafeRawBufferPointer) {
        precondition(ftruncate(descriptor, 0) == 0)
        precondition(pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count)
    }
}

import Foundation

/// Memory that begins as zeros and costs nothing until it is touched.
///
/// In large pages where the system has them: whoever reads a little here and a little there would else wait for the addresses.
package final class ZeroedMemory: @unchecked Sendable {
    /// Aligned to a page.
    package let bytes: UnsafeMutableRawBufferPointer

    package init(byteCount: Int) {
        precondition(byteCount >= 0, "\(byteCount) bytes")
        let size = max(byteCount, 1)
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), start != MAP_FAILED else {
            preconditionFailure("no memory for \(byteCount) bytes")
        }
        #if os(Linux)
        // A wish; the memory is as good without.
        madvise(start, size, MADV_HUGEPAGE)
        #endif
        bytes = UnsafeMutableRawBufferPointer(start: start, count: size)
    }

    deinit {
        munmap(bytes.baseAddress!, bytes.count)
    }
}

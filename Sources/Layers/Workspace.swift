import Synchronization
import Tensors

#if canImport(Glibc)
import Glibc
#endif

/// What a pass over pictures works with: threads, and memory that its layers borrow and give back.
///
/// A net asks for buffers of the same few sizes again and again. Fresh memory would have to be cleared by the system each time, which takes
/// about as long as the arithmetic of a thin layer.
public final class Workspace: Sendable {
    public let pool: ComputePool
    private let spare = Mutex<[WorkspaceMemory]>([])

    /// A spare buffer serves a request that is not smaller than this part of it.
    private static let smallestFilling = 4

    public init(pool: ComputePool) {
        self.pool = pool
    }

    deinit {
        for memory in spare.withLock({ $0 }) { memory.deallocate() }
    }

    /// Memory for the time that the buffer lives. Its contents are whatever was in it before.
    func buffer(byteCount: Int) -> WorkspaceBuffer {
        let memory = spare.withLock { spare -> WorkspaceMemory? in
            var best: Int?
            for index in spare.indices where (byteCount...byteCount * Self.smallestFilling).contains(spare[index].byteCount) {
                if best.map({ spare[index].byteCount < spare[$0].byteCount }) ?? true { best = index }
            }
            return best.map { spare.remove(at: $0) }
        }
        return WorkspaceBuffer(memory ?? WorkspaceMemory(byteCount: byteCount), of: self)
    }

    /// Calls `body` with memory for `count` elements that is borrowed for the time of the call.
    public func withScratch<Element: BitwiseCopyable, Result>(
        of type: Element.Type, count: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
    ) -> Result {
        let buffer = buffer(byteCount: count * MemoryLayout<Element>.stride)
        return withExtendedLifetime(buffer) { body(buffer.pointer.assumingMemoryBound(to: type)) }
    }

    fileprivate func takeBack(_ memory: WorkspaceMemory) {
        spare.withLock { $0.append(memory) }
    }
}

/// Memory borrowed from a workspace, which gets it back with the last reference.
final class WorkspaceBuffer {
    let pointer: UnsafeMutableRawPointer
    private let memory: WorkspaceMemory
    private let workspace: Workspace

    fileprivate init(_ memory: WorkspaceMemory, of workspace: Workspace) {
        self.memory = memory
        self.workspace = workspace
        pointer = memory.pointer
    }

    deinit {
        workspace.takeBack(memory)
    }
}

/// A piece of memory that somebody else frees.
private struct WorkspaceMemory: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let byteCount: Int

    /// The alignment of the widest vector registers.
    private static let alignment = 64
    /// Memory of many pages is asked for in large ones, which the system clears and maps some hundred times faster.
    private static let largePage = 1 << 21

    init(byteCount: Int) {
        let isLarge = byteCount >= 2 * Self.largePage
        pointer = .allocate(byteCount: max(byteCount, 1), alignment: isLarge ? Self.largePage : Self.alignment)
        self.byteCount = byteCount
        #if canImport(Glibc)
        if isLarge { madvise(pointer, byteCount, MADV_HUGEPAGE) }
        #endif
    }

    func deallocate() {
        pointer.deallocate()
    }
}

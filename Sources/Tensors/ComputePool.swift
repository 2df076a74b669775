import CKernels
import Foundation
import Synchronization

/// Threads of our own for arithmetic.
///
/// Work is split over outputs only, never over a sum, so no result depends on how many threads there are. One region runs at a time:
/// callers on other threads wait their turn, and a body must not call `parallel` again.
public final class ComputePool: Sendable {
    /// Threads that work on a region, the caller's own included.
    public let threads: Int
    private let shared: Shared
    private let turn = Mutex(())

    /// - Parameter threads: at least 1; as many as the machine has processors when nil.
    public init(threads: Int? = nil) {
        let count = threads ?? ProcessInfo.processInfo.activeProcessorCount
        precondition(count >= 1, "a pool of \(count) threads")
        self.threads = count
        shared = Shared()
        for _ in 1..<count {
            let worker = Thread { [shared] in shared.work() }
            worker.stackSize = 1 << 20
            worker.start()
        }
    }

    deinit {
        shared.stop()
    }

    /// The pool for callers without one of their own: a thread for each processor.
    public static let shared = ComputePool()

    /// Calls `body` with each of `0 ..< count`, on all threads, and returns when all are done.
    public func parallel(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1, threads > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        turn.withLock { _ in
            withoutActuallyEscaping(body) { shared.run(count, helpers: min(threads, count) - 1, $0) }
        }
    }

    /// Calls `body` with consecutive ranges that cover `0 ..< count`, each of `size` or, at the end, fewer.
    public func parallel(_ count: Int, inRangesOf size: Int, _ body: (Range<Int>) -> Void) {
        parallel((count + size - 1) / size) { index in
            body(index * size..<min((index + 1) * size, count))
        }
    }
}

/// What the caller and the workers share. Workers spin for a moment after a region, because the next one is usually microseconds
/// away, then sleep on the condition, from which the caller wakes them only where one sleeps: both sides of a system call take longer than
/// many a region.
private final class Shared: @unchecked Sendable {
    private let condition = NSCondition()
    /// Counts regions; a worker that sees it change looks for work. Odd steps never occur.
    private let generation = Atomic<Int>(0)
    private let nextIndex = Atomic<Int>(0)
    /// Workers that may still join the region in progress.
    private let openPlaces = Atomic<Int>(0)
    /// Workers inside the region.
    private let working = Atomic<Int>(0)
    /// Workers that sleep or are about to. Raised before a worker looks for a new region a last time, and read after a region has begun, so
    /// that none is overlooked.
    private let sleeping = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)
    // Written only by the caller while no worker is inside a region, read by workers between joining and leaving one.
    private var count = 0
    private var body: ((Int) -> Void)?
    /// Some tens of microseconds: longer than what stands between the regions of a net.
    private static let spins = 3_000

    func run(_ count: Int, helpers: Int, _ body: @escaping (Int) -> Void) {
        self.count = count
        self.body = body
        nextIndex.store(0, ordering: .relaxed)
        openPlaces.store(helpers, ordering: .releasing)
        begin()

        takeIndices(count, body)
        // Nobody joins from here on; wait for those who did. `working` is raised before a place is taken, so none is overlooked.
        openPlaces.store(0, ordering: .sequentiallyConsistent)
        var spins = 0
        while working.load(ordering: .sequentiallyConsistent) != 0 {
            spins += 1
            if spins > Self.spins { sched_yield() } else { lubok_pause() }
        }
        self.body = nil
    }

    func work() {
        var seen = 0
        while true {
            var spins = 0
            while generation.load(ordering: .acquiring) == seen, spins < Self.spins {
                spins += 1
                lubok_pause()
            }
            if generation.load(ordering: .acquiring) == seen {
                condition.lock()
                sleeping.add(1, ordering: .sequentiallyConsistent)
                while generation.load(ordering: .sequentiallyConsistent) == seen { condition.wait() }
                sleeping.subtract(1, ordering: .sequentiallyConsistent)
                condition.unlock()
            }
            seen = generation.load(ordering: .acquiring)
            if stopped.load(ordering: .acquiring) { return }
            working.add(1, ordering: .sequentiallyConsistent)
            if takePlace(), let body { takeIndices(count, body) }
            working.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    func stop() {
        stopped.store(true, ordering: .releasing)
        begin()
    }

    /// Lets the workers see that there is something new.
    private func begin() {
        generation.add(1, ordering: .sequentiallyConsistent)
        guard sleeping.load(ordering: .sequentiallyConsistent) > 0 else { return }
        condition.lock()
        condition.broadcast()
        condition.unlock()
    }

    private func takePlace() -> Bool {
        var places = openPlaces.load(ordering: .sequentiallyConsistent)
        while places > 0 {
            let (exchanged, original) = openPlaces.compareExchange(
                expected: places, desired: places - 1, ordering: .sequentiallyConsistent)
            if exchanged { return true }
            places = original
        }
        return false
    }

    private func takeIndices(_ count: Int, _ body: (Int) -> Void) {
        while true {
            let index = nextIndex.add(1, ordering: .relaxed).oldValue
            if index >= count { return }
            body(index)
        }
    }
}

import Synchronization
import Tensors
import Testing

@Suite struct ComputePoolTests {
    @Test(arguments: [1, 2, 5])
    func everyIndexOnce(threads: Int) {
        let pool = ComputePool(threads: threads)
        for count in [0, 1, 2, 3, 100, 1000] {
            for _ in 0..<20 {
                let calls = Mutex([Int](repeating: 0, count: count))
                pool.parallel(count) { index in calls.withLock { $0[index] += 1 } }
                #expect(calls.withLock { $0.allSatisfy { $0 == 1 } })
            }
        }
    }

    @Test func rangesCoverWithoutOverlap() {
        let covered = Mutex([Int](repeating: 0, count: 103))
        ComputePool(threads: 2).parallel(103, inRangesOf: 10) { range in
            covered.withLock { for index in range { $0[index] += 1 } }
        }
        #expect(covered.withLock { $0 } == [Int](repeating: 1, count: 103))
    }

    @Test func callersFromSeveralTasksTakeTurns() async {
        let pool = ComputePool(threads: 2)
        let total = Total()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { pool.parallel(50) { index in total.value.withLock { $0 += index } } }
            }
        }
        #expect(total.value.withLock { $0 } == 8 * 1225)
    }
}

private final class Total: Sendable {
    let value = Mutex(0)
}

import CKernels
import Foundation
import Tensors

extension MachineProfile {
    /// Memory read: many times what any cache holds.
    private static let readBytes = 512 << 20
    /// Memory that a thread reads at a time.
    private static let pieceBytes = 4 << 20
    private static let readRepeats = 24
    /// Parts of a peak's measurement, so that a thread that comes late does not leave all to another.
    private static let piecesPerThread = 8
    private static let secondsPerPiece = 0.002
    private static let peakRepeats = 12

    /// Measures this machine: about two seconds.
    package static func measured(on pool: ComputePool) -> MachineProfile {
        let load = currentLoad()
        var operations: [ArithmeticUnit: Double] = [:]
        for unit in ArithmeticUnit.allCases {
            operations[unit] = unit.loop.map { peak(of: $0, on: pool) }
        }
        return MachineProfile(
            readBytesPerSecond: readBandwidth(on: pool), operationsPerSecond: operations,
            openBLASCore: MatrixProduct.openBLASCore, tier: Kernels.tierName, threads: pool.threads, load: load)
    }

    /// Programs that ran or waited in the last minute.
    private static func currentLoad() -> Double? {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? averages[0] : nil
    }

    private static func peak(of loop: LubokUnitLoop, on pool: ComputePool) -> Double {
        // As many rounds as take a moment, found by doubling.
        var rounds = 1 << 10
        while Timing.seconds(of: { _ = loop.run(rounds) }) < secondsPerPiece { rounds *= 2 }
        let pieces = pool.threads == 1 ? 1 : piecesPerThread * pool.threads
        let timing = Timing(repeats: peakRepeats) {
            pool.parallel(pieces) { _ in _ = loop.run(rounds) }
        }
        return Double(pieces * rounds * loop.operations) / timing.least
    }

    private static func readBandwidth(on pool: ComputePool) -> Double {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: readBytes, alignment: pieceBytes)
        defer { memory.deallocate() }
        #if canImport(Glibc)
            // As few address translations as there can be. A kernel without large pages refuses, which is no harm.
            madvise(memory, readBytes, MADV_HUGEPAGE)
        #endif
        // Untouched memory would all be the same page of zeros.
        pool.parallel(readBytes / pieceBytes) { memset(memory + $0 * pieceBytes, 1, pieceBytes) }
        let timing = Timing(repeats: readRepeats) {
            pool.parallel(readBytes / pieceBytes) { _ = lubok_read_memory(memory + $0 * pieceBytes, pieceBytes) }
        }
        return Double(readBytes) / timing.least
    }
}

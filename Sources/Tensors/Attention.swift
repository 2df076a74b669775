import CKernels

/// Scaled dot-product attention of single queries against runs of keys.
public enum Attention {
    /// Keys and values of some positions: `[positions, heads · headDimension]` each.
    public struct Memory {
        let keys: UnsafePointer<Float>
        let values: UnsafePointer<Float>
        let stride: Int

        /// - Parameter stride: floats from one position to the next.
        public init(keys: UnsafePointer<Float>, values: UnsafePointer<Float>, stride: Int) {
            self.keys = keys
            self.values = values
            self.stride = stride
        }
    }

    /// One query vector of all heads against runs of positions, each run in a memory of its own choice.
    ///
    /// - Parameters:
    ///   - query: `[heads · headDimension]`.
    ///   - runs: the memory and the positions in it, in the order in which they are summed.
    ///   - scores: scratch for as many floats as all runs have positions.
    ///   - output: `[heads · headDimension]`.
    public static func attend(
        query: UnsafePointer<Float>, heads: Int, headDimension: Int, runs: [(memory: Memory, positions: KeyRun)],
        scores: UnsafeMutablePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        let scale = 1 / Float(headDimension).squareRoot()
        withUnsafeTemporaryAllocation(of: LubokKeyRun.self, capacity: runs.count) { headRuns in
            for head in 0..<heads {
                let offset = head * headDimension
                for (index, run) in runs.enumerated() {
                    let first = run.positions.start * run.memory.stride + offset
                    headRuns.initializeElement(
                        at: index,
                        to: LubokKeyRun(
                            keys: run.memory.keys + first, values: run.memory.values + first, count: run.positions.count,
                            stride: run.positions.stride * run.memory.stride))
                }
                Kernels.active.pointee.attend(
                    query + offset, headDimension, scale, headRuns.baseAddress, runs.count, scores, output + offset)
            }
        }
    }
}

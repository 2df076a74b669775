import Synchronization
import Tensors

/// Another checkpoint whose numbers are all finite: NaN is read as 0, an infinity as the largest number of half precision with its sign.
///
/// For files that somebody wants to use although they are damaged; what was replaced is counted.
public final class FiniteCheckpoint: Checkpoint {
    private let source: any Checkpoint
    private let counts = Mutex<[String: Int]>([:])

    private static let largest = Float(Float16.greatestFiniteMagnitude)

    public init(_ source: any Checkpoint) {
        self.source = source
    }

    public var path: String { source.path }
    public var keys: [String] { source.keys }
    public var skippedKeys: [String] { source.skippedKeys }
    public var metadata: [String: String] { source.metadata }

    /// How many numbers were replaced, by the keys of the tensors that have been read.
    public var replacedCounts: [String: Int] { counts.withLock { $0 } }

    public func summary(of key: String) -> TensorSummary? { source.summary(of: key) }

    public func tensor(_ key: String) throws(CheckpointError) -> Tensor {
        var tensor = try source.tensor(key)
        guard tensor.withUnsafeBufferPointer(firstNonFiniteIndex) != nil else { return tensor }
        let count = tensor.withUnsafeMutableBufferPointer { values in
            var count = 0
            for index in values.indices where !values[index].isFinite {
                values[index] = values[index].isNaN ? 0 : values[index] < 0 ? -Self.largest : Self.largest
                count += 1
            }
            return count
        }
        counts.withLock { $0[key] = count }
        return tensor
    }

    public func integers(_ key: String) throws(CheckpointError) -> [Int64] { try source.integers(key) }
}

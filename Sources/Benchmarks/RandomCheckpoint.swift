import Checkpoints
import Tensors

/// Weights that are made up as they are asked for: a model of any size runs on them without a file, and without ever being in memory
/// twice. The same key and shape always have the same numbers, on any number of threads.
package struct RandomCheckpoint: Checkpoint {
    package let path = "random weights"
    package let keys: [String]
    private let shapes: [String: [Int]]
    private let pool: ComputePool

    /// Numbers that one generator makes.
    private static let blockLength = 1 << 16

    /// - Parameter shapes: of all tensors, by key.
    package init(shapes: [String: [Int]], on pool: ComputePool) {
        self.shapes = shapes
        self.pool = pool
        keys = shapes.keys.sorted()
    }

    package func summary(of key: String) -> TensorSummary? {
        shapes[key].map { TensorSummary(elementType: .float32, shape: $0) }
    }

    package func tensor(_ key: String) throws(CheckpointError) -> Tensor {
        guard let shape = shapes[key] else { throw .missingKey(file: path, key: key, similar: []) }
        let (mean, deviation) = Self.distribution(key: key, shape: shape)
        let seed = Self.digest(of: key)
        // Numbers spread evenly over −a ..< a deviate by a / √3.
        let spread = deviation * Float(3).squareRoot()
        return Tensor(shape: shape) { target in
            let start = target.baseAddress!
            let count = target.count
            pool.parallel(count, inRangesOf: Self.blockLength) { range in
                var numbers = UniformNumbers(seed: seed &+ UInt64(range.lowerBound))
                for first in stride(from: range.lowerBound, to: range.upperBound, by: UniformNumbers.lanes) {
                    let values = numbers.next() * spread + mean
                    let place = UnsafeMutableRawPointer(start + first)
                    if first + UniformNumbers.lanes <= range.upperBound {
                        place.storeBytes(of: values, as: SIMD16<Float>.self)
                    } else {
                        for lane in 0..<range.upperBound - first { (start + first + lane).initialize(to: values[lane]) }
                    }
                }
            }
        }
    }

    package func integers(_ key: String) throws(CheckpointError) -> [Int64] {
        guard shapes[key] != nil else { throw .missingKey(file: path, key: key, similar: []) }
        throw .unsupportedElementType(file: path, key: key, type: ElementType.float32.name)
    }

    /// As in a fresh model: norms scale by about 1, biases are small, matrices keep the variance of what goes through them.
    private static func distribution(key: String, shape: [Int]) -> (mean: Float, deviation: Float) {
        switch shape.count {
        case 0: (1, 0)
        case 1: key.hasSuffix("weight") ? (1, 0.05) : (0, 0.02)
        default: (0, 1 / Float(shape.dropFirst().reduce(1, *)).squareRoot())
        }
    }

    /// FNV-1a.
    private static func digest(of key: String) -> UInt64 {
        key.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

import SuperResolution
import Tensors

extension RRDBNetConfig {
    /// A square picture of `side` pixels as a whole.
    package func upscalingWork(side: Int, precision: Precision) -> Work {
        let places = Double(side / unshuffling * (side / unshuffling))
        let weights = convolutions.reduce(0) { $0 + $1.weights }
        return Work(
            bytes: Double(weights) * precision.bytesPerWeight,
            operations: convolutions.reduce(0.0) { $0 + 2 * Double($1.weights * $1.scale * $1.scale) * places })
    }
}

import ImageCodec
import Tensors

extension VQGANConfig {
    /// One picture of a grid of `side` × `side` codes.
    package func decodingWork(side: Int, precision: Precision) -> Work {
        let layers = decoderLayers
        func pixels(_ scale: Int) -> Double { Double(side * scale * side * scale) }
        let convolutions = layers.convolutions.reduce(0.0) { $0 + 2 * Double($1.weights) * pixels($1.scale) }
        let attentions = layers.attentions.reduce(0.0) { $0 + 4 * Double($1.channels) * pixels($1.scale) * pixels($1.scale) }
        let weights = layers.convolutions.reduce(0) { $0 + $1.weights }
        return Work(bytes: Double(weights) * precision.bytesPerWeight, operations: convolutions + attentions)
    }
}

import CKernels
import Tensors

/// The shape of densely connected convolutions: each reads the block's input and what all convolutions before it made.
public struct DenseShape: Sendable, Equatable {
    /// Channels of the block's input, and of its output.
    public let features: Int
    /// Channels that each convolution but the last adds to what the next ones read.
    public let growth: Int
    /// Two or more.
    public let convolutions: Int
    /// Of the weights, and of what they are multiplied with.
    public let precision: Precision

    public init(features: Int, growth: Int, convolutions: Int, precision: Precision) {
        precondition(features >= 1 && growth >= 1 && convolutions >= 2, "\(features) features, \(growth) more from \(convolutions) convolutions")
        self.features = features
        self.growth = growth
        self.convolutions = convolutions
        self.precision = precision.ofPictures
    }

    /// Channels that a convolution reads.
    func inputs(of convolution: Int) -> Int { features + convolution * growth }

    func outputs(of convolution: Int) -> Int { convolution == convolutions - 1 ? features : growth }

    // In memory each source, the input or what a convolution made, fills whole lanes of the precision.

    /// Channels of a source in memory.
    func width(ofSource source: Int) -> Int { precision.kernel.padded(source == 0 ? features : growth) }

    /// The first channel of a source among all of them; after the last source, their number.
    func place(ofSource source: Int) -> Int { source == 0 ? 0 : width(ofSource: 0) + (source - 1) * width(ofSource: 1) }

    /// Where each of the channels lies that a convolution reads.
    func places(of convolution: Int) -> [Int] {
        (0...convolution).flatMap { source in
            (0..<(source == 0 ? features : growth)).map { place(ofSource: source) + $0 }
        }
    }
}

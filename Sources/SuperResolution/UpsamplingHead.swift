import Checkpoints
import Layers
import Tensors

/// From features to the large picture: the sides double by repeating each value, with a convolution each time, then two more.
///
/// At eight times the sides a picture of features is 64 times as large as before. So it is made band by band: each is computed with the lines
/// above and below that its own depend on, and those are cut off again. Tiles of convolutions lie as they would in the whole picture.
struct UpsamplingHead: Sendable {
    private let upsamplings: [Conv2D]
    private let convHR: Conv2D
    private let convLast: Conv2D
    private let features: Int

    /// Of the largest map of a band, about. Bands follow from the picture's size.
    private static let bytesOfBand = 1 << 25
    /// Lines of features that a band depends on above and below. A line of the picture depends on three beyond it, one for each convolution at
    /// its size; these come from two of half the size, which with their own convolution depend on three again.
    private static let surroundings = 2

    init(_ weights: Weights, config: RRDBNetConfig) throws(CheckpointError) {
        features = config.features
        func convolution(_ name: String, outputs: Int, doubling: Bool, negativeSlope: Float) throws(CheckpointError) -> Conv2D {
            try Conv2D(
                weights[scope: name], inputs: config.features, outputs: outputs, kernel: 3, doubling: doubling,
                negativeSlope: negativeSlope)
        }
        var upsamplings: [Conv2D] = []
        for number in 1...config.doublings {
            upsamplings.append(
                try convolution("conv_up\(number)", outputs: config.features, doubling: true, negativeSlope: RRDBNet.negativeSlope))
        }
        self.upsamplings = upsamplings
        convHR = try convolution("conv_hr", outputs: config.features, doubling: false, negativeSlope: RRDBNet.negativeSlope)
        convLast = try convolution("conv_last", outputs: 3, doubling: false, negativeSlope: 1)
    }

    /// `[1, height, width, features]` to `[1, height · 2ⁿ, width · 2ⁿ, 3]` for n convolutions that double.
    func callAsFunction(_ input: FeatureMap, in workspace: Workspace) -> FeatureMap {
        let scale = 1 << upsamplings.count
        let lineBytes = input.width * scale * scale * features * MemoryLayout<Float>.stride
        let lines = max(Self.bytesOfBand / lineBytes, 2 * Self.surroundings)
        let outputLine = input.width * scale * 3
        return FeatureMap(pictures: 1, height: input.height * scale, width: input.width * scale, channels: 3, in: workspace) { output in
            for first in stride(from: 0, to: input.height, by: lines) {
                let band = first..<min(first + lines, input.height)
                let read = max(first - Self.surroundings, 0)..<min(band.upperBound + Self.surroundings, input.height)
                paint(input.lines(read, in: workspace), in: workspace).withUnsafeBufferPointer { painted in
                    let skipped = (first - read.lowerBound) * scale * outputLine
                    (output.baseAddress! + first * scale * outputLine)
                        .update(from: painted.baseAddress! + skipped, count: band.count * scale * outputLine)
                }
            }
        }
    }

    private func paint(_ band: FeatureMap, in workspace: Workspace) -> FeatureMap {
        var activations = band
        for upsampling in upsamplings { activations = upsampling(activations, in: workspace) }
        return convLast(convHR(activations, in: workspace), in: workspace)
    }
}

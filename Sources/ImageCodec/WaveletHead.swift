import Layers
import Tensors

/// The inverse Haar transform, by which a decoder of wavelet coefficients paints pictures of twice its own resolution.
package enum WaveletHead {
    /// Channels that the decoder has in place of red, green and blue: the low-pass band of the three colours, then for each colour the
    /// three bands of detail.
    package static let coefficients = 12

    /// `[pictures, height, width, 12]` to `[pictures, 2 · height, 2 · width, 3]`.
    ///
    /// Channels 0–2 are LL of each colour, 3 + 3 · colour + 0, 1, 2 its LH, HL and HH. With a = 0 in the upper and 1 in the lower row of a
    /// square, and b likewise for columns, the pixel is (LL + (−1)ᵃ LH + (−1)ᵇ HL + (−1)ᵃ⁺ᵇ HH) / 2.
    package static func inverseHaar(_ input: FeatureMap, in workspace: Workspace) -> FeatureMap {
        precondition(input.channels == coefficients, "\(input.channels) coefficients")
        let (width, line) = (input.width, 3 * 2 * input.width)
        return FeatureMap(
            pictures: input.pictures, height: 2 * input.height, width: 2 * width, channels: 3, in: workspace
        ) { output in
            input.withUnsafeBufferPointer { input in
                workspace.pool.parallel(output.count / (2 * line)) { row in
                    var bands = input.baseAddress! + row * width * coefficients
                    var upper = output.baseAddress! + 2 * row * line
                    for _ in 0..<width {
                        let lower = upper + line
                        for colour in 0..<3 {
                            let (low, details) = (bands[colour], bands + 3 + 3 * colour)
                            upper[colour] = (low + details[0] + details[1] + details[2]) / 2
                            upper[3 + colour] = (low + details[0] - details[1] - details[2]) / 2
                            lower[colour] = (low - details[0] + details[1] - details[2]) / 2
                            lower[3 + colour] = (low - details[0] - details[1] + details[2]) / 2
                        }
                        bands += coefficients
                        upper += 6
                    }
                }
            }
        }
    }
}

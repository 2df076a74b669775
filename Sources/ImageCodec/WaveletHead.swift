import Layers
import Tensors

/// The inverse Haar transform, by which a decoder of wavelet coefficients paints pictures of twice its own resolution, or more.
package enum WaveletHead {
    /// Channels that the decoder has in place of red, green and blue: at each level the low-pass band of everything that is to come, then for
    /// each channel of it the three bands of detail.
    package static func coefficients(levels: Int) -> Int { 3 << (2 * levels) }

    /// `[pictures, height, width, 4 · planes]` to `[pictures, 2 · height, 2 · width, planes]`; the planes are the three colours, or the
    /// coefficients of the next level.
    ///
    /// The first channels are LL of each plane, planes + 3 · plane + 0, 1, 2 its LH, HL and HH. With a = 0 in the upper and 1 in the lower row of a
    /// square, and b likewise for columns, the pixel is (LL + (−1)ᵃ LH + (−1)ᵇ HL + (−1)ᵃ⁺ᵇ HH) / 2.
    package static func inverseHaar(_ input: FeatureMap, in workspace: Workspace) -> FeatureMap {
        precondition(input.channels.isMultiple(of: 4), "\(input.channels) coefficients")
        let planes = input.channels / 4
        let (width, line) = (input.width, planes * 2 * input.width)
        return FeatureMap(
            pictures: input.pictures, height: 2 * input.height, width: 2 * width, channels: planes, in: workspace
        ) { output in
            input.withUnsafeBufferPointer { input in
                workspace.pool.parallel(output.count / (2 * line)) { row in
                    var bands = input.baseAddress! + row * width * 4 * planes
                    var upper = output.baseAddress! + 2 * row * line
                    for _ in 0..<width {
                        let lower = upper + line
                        for plane in 0..<planes {
                            let (low, details) = (bands[plane], bands + planes + 3 * plane)
                            upper[plane] = (low + details[0] + details[1] + details[2]) / 2
                            upper[planes + plane] = (low + details[0] - details[1] - details[2]) / 2
                            lower[plane] = (low - details[0] + details[1] - details[2]) / 2
                            lower[planes + plane] = (low - details[0] - details[1] + details[2]) / 2
                        }
                        bands += 4 * planes
                        upper += 2 * planes
                    }
                }
            }
        }
    }
}

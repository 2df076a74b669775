import Tensors

/// The inverse Haar transform, by which a decoder of wavelet coefficients paints pictures of twice its own resolution.
package enum WaveletHead {
    /// Channels that the decoder has in place of red, green and blue: the low-pass band of the three colours, then for each colour the
    /// three bands of detail.
    package static let coefficients = 12

    /// `[12, height, width]` to `[3, 2 · height, 2 · width]`.
    ///
    /// Channels 0–2 are LL of each colour, 3 + 3 · colour + 0, 1, 2 its LH, HL and HH. With a = 0 in the upper and 1 in the lower row of a
    /// square, and b likewise for columns, the pixel is (LL + (−1)ᵃ LH + (−1)ᵇ HL + (−1)ᵃ⁺ᵇ HH) / 2.
    package static func inverseHaar(_ input: Tensor) -> Tensor {
        precondition(input.shape.count == 3 && input.shape[0] == coefficients, "coefficients of the shape \(input.shape)")
        let (height, width) = (input.shape[1], input.shape[2])
        let area = height * width
        return Tensor(shape: [3, 2 * height, 2 * width]) { output in
            input.withUnsafeBufferPointer { input in
                for colour in 0..<3 {
                    let low = colour * area
                    let details = (3 + 3 * colour) * area
                    for row in 0..<height {
                        let upper = (colour * 2 * height + 2 * row) * 2 * width
                        let lower = upper + 2 * width
                        for column in 0..<width {
                            let place = row * width + column
                            let lowLow = input[low + place]
                            let lowHigh = input[details + place]
                            let highLow = input[details + area + place]
                            let highHigh = input[details + 2 * area + place]
                            output[upper + 2 * column] = (lowLow + lowHigh + highLow + highHigh) / 2
                            output[upper + 2 * column + 1] = (lowLow + lowHigh - highLow - highHigh) / 2
                            output[lower + 2 * column] = (lowLow - lowHigh + highLow - highHigh) / 2
                            output[lower + 2 * column + 1] = (lowLow - lowHigh - highLow + highHigh) / 2
                        }
                    }
                }
            }
        }
    }
}

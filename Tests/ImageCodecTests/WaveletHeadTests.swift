import ImageCodec
import TestSupport
import Tensors
import Testing

@Suite struct WaveletHeadTests {
    @Test func inverseUndoesForward() {
        let picture = randomTensor([3, 10, 14], seed: 1)
        let restored = WaveletHead.inverseHaar(forwardHaar(picture))
        #expect(restored.shape == picture.shape)
        #expect(largestDifference(restored.values, picture.values) < 1e-6)
    }

    /// A picture whose upper rows are bright and lower rows dark has its detail in LH, one of bright left columns in HL.
    @Test func bandsHaveTheirDirections() {
        var rows = Tensor(shape: [12, 1, 1])
        rows[3] = 2
        #expect(WaveletHead.inverseHaar(rows).values == [1, 1, -1, -1] + [Float](repeating: 0, count: 8))
        var columns = Tensor(shape: [12, 1, 1])
        columns[7] = 2
        #expect(WaveletHead.inverseHaar(columns).values == [0, 0, 0, 0, 1, -1, 1, -1, 0, 0, 0, 0])
    }

    /// The analysis that belongs to the synthesis, from the four pixels of each square.
    private func forwardHaar(_ picture: Tensor) -> Tensor {
        let (height, width) = (picture.shape[1] / 2, picture.shape[2] / 2)
        var coefficients = Tensor(shape: [12, height, width])
        for colour in 0..<3 {
            for row in 0..<height {
                for column in 0..<width {
                    func pixel(_ a: Int, _ b: Int) -> Float {
                        picture[(colour * 2 * height + 2 * row + a) * 2 * width + 2 * column + b]
                    }
                    let place = row * width + column
                    let bands = [
                        pixel(0, 0) + pixel(0, 1) + pixel(1, 0) + pixel(1, 1),
                        pixel(0, 0) + pixel(0, 1) - pixel(1, 0) - pixel(1, 1),
                        pixel(0, 0) - pixel(0, 1) + pixel(1, 0) - pixel(1, 1),
                        pixel(0, 0) - pixel(0, 1) - pixel(1, 0) + pixel(1, 1),
                    ]
                    coefficients[colour * height * width + place] = bands[0] / 2
                    for band in 1...3 {
                        coefficients[(3 + 3 * colour + band - 1) * height * width + place] = bands[band] / 2
                    }
                }
            }
        }
        return coefficients
    }
}

import ImageCodec
import Layers
import TestSupport
import Tensors
import Testing

@Suite struct WaveletHeadTests {
    @Test func inverseUndoesForward() {
        let picture = randomTensor([2, 10, 14, 3], seed: 1)
        let restored = inverseHaar(forwardHaar(picture))
        #expect(restored.shape == picture.shape)
        #expect(largestDifference(restored.values, picture.values) < 1e-6)
    }

    /// A picture whose upper rows are bright and lower rows dark has its detail in LH, one of bright left columns in HL.
    @Test func bandsHaveTheirDirections() {
        var rows = Tensor(shape: [1, 1, 1, 12])
        rows[3] = 2
        #expect(inverseHaar(rows).values == [1, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0])
        var columns = Tensor(shape: [1, 1, 1, 12])
        columns[7] = 2
        #expect(inverseHaar(columns).values == [0, 1, 0, 0, -1, 0, 0, 1, 0, 0, -1, 0])
    }

    private func inverseHaar(_ coefficients: Tensor) -> Tensor {
        let workspace = Workspace(pool: .shared)
        return WaveletHead.inverseHaar(FeatureMap(coefficients, in: workspace), in: workspace).tensor
    }

    /// The analysis that belongs to the synthesis, from the four pixels of each square.
    private func forwardHaar(_ picture: Tensor) -> Tensor {
        let (rows, width) = (picture.shape[0] * picture.shape[1] / 2, picture.shape[2] / 2)
        var coefficients = Tensor(shape: [picture.shape[0], picture.shape[1] / 2, width, 12])
        for colour in 0..<3 {
            for row in 0..<rows {
                for column in 0..<width {
                    func pixel(_ a: Int, _ b: Int) -> Float {
                        picture[((2 * row + a) * 2 * width + 2 * column + b) * 3 + colour]
                    }
                    let place = (row * width + column) * 12
                    let bands = [
                        pixel(0, 0) + pixel(0, 1) + pixel(1, 0) + pixel(1, 1),
                        pixel(0, 0) + pixel(0, 1) - pixel(1, 0) - pixel(1, 1),
                        pixel(0, 0) - pixel(0, 1) + pixel(1, 0) - pixel(1, 1),
                        pixel(0, 0) - pixel(0, 1) - pixel(1, 0) + pixel(1, 1),
                    ]
                    coefficients[place + colour] = bands[0] / 2
                    for band in 1...3 {
                        coefficients[place + 3 + 3 * colour + band - 1] = bands[band] / 2
                    }
                }
            }
        }
        return coefficients
    }
}

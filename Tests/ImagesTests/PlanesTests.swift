import Images
import Tensors
import Testing

@Suite struct PlanesTests {
    @Test func everyByteComesBack() {
        let image = Image(width: 16, height: 16, pixels: (0..<768).map { UInt8($0 / 3) })
        // 255 · (n / 255) rounds to just below n for no byte, so that truncation loses nothing.
        #expect(Image(planes: image.planes) == image)
    }

    @Test func planesAreChannelsFirstAndForgetAlpha() {
        let image = Image(width: 2, height: 1, channels: .rgba, pixels: [255, 51, 0, 9, 0, 102, 153, 9])
        #expect(image.planes.shape == [3, 1, 2])
        #expect(image.planes.values == [1, 0, 0.2, 0.4, 0, 0.6])
    }

    @Test func bytesAreTruncatedAfterClamping() {
        let values: [Float] = [-1, 0.999, 1, 7, .nan, 0.5, 254.9 / 255, .infinity, -.infinity, 1.9 / 255, -0.0, 0.0039]
        let image = Image(planes: Tensor(shape: [3, 1, 4], values: values))
        let bytes: [UInt8] = [0, 254, 255, 255, 0, 127, 254, 255, 0, 1, 0, 0]
        #expect(image.pixels == [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11].map { bytes[$0] })
    }
}

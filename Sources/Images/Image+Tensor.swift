import Tensors

extension Image {
    /// The red, green and blue planes, each sample divided by 255: [3, height, width] in 0…1. Alpha is forgotten.
    public var planes: Tensor {
        Tensor(shape: [3, height, width]) { target in
            let planeSize = width * height
            for pixel in 0..<planeSize {
                for channel in 0..<3 {
                    let sample = Float(pixels[pixel * channelCount + channel]) / 255
                    target.initializeElement(at: channel * planeSize + pixel, to: sample)
                }
            }
        }
    }

    /// A picture of planes [3, height, width] in 0…1. Values outside are clamped, a value that is not a number becomes 0, and the byte is
    /// the integral part of 255 times the value, as ruDALL-E has it.
    public init(planes: Tensor) {
        precondition(planes.shape.count == 3 && planes.shape[0] == 3, "planes of the shape \(planes.shape)")
        let (height, width) = (planes.shape[1], planes.shape[2])
        let planeSize = width * height
        var pixels = [UInt8](repeating: 0, count: planeSize * 3)
        planes.withUnsafeBufferPointer { source in
            for pixel in 0..<planeSize {
                for channel in 0..<3 {
                    let value = source[channel * planeSize + pixel]
                    pixels[pixel * 3 + channel] = value > 0 ? UInt8(min(value, 1) * 255) : 0
                }
            }
        }
        self.init(width: width, height: height, pixels: pixels)
    }
}

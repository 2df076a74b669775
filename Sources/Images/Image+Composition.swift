extension Image {
    /// The part of the picture inside `box`, which must lie within the picture.
    public func cropped(to box: PixelBox) -> Image {
        precondition(bounds.contains(box), "\(box) reaches out of a picture of \(width) × \(height)")
        var samples: [UInt8] = []
        samples.reserveCapacity(box.width * box.height * channelCount)
        for row in box.top..<box.bottom {
            let start = (row * width + box.left) * channelCount
            samples += pixels[start..<start + box.width * channelCount]
        }
        return Image(width: box.width, height: box.height, channels: channels, pixels: samples)
    }

    /// Copies `other`, samples as they are, so that its top left pixel comes to (`left`, `top`). It must have the same channels and lie
    /// within the picture.
    public mutating func paste(_ other: Image, left: Int, top: Int) {
        let box = PixelBox(left: left, top: top, right: left + other.width, bottom: top + other.height)
        precondition(bounds.contains(box), "\(box) reaches out of a picture of \(width) × \(height)")
        precondition(channels == other.channels, "\(other.channels) pasted into \(channels)")
        let rowLength = other.width * channelCount
        for row in 0..<other.height {
            let start = ((top + row) * width + left) * channelCount
            pixels.replaceSubrange(
                start..<start + rowLength, with: other.pixels[row * rowLength..<(row + 1) * rowLength])
        }
    }

    /// The red, green and blue samples as they are: alpha is forgotten, nothing is blended.
    public func droppingAlpha() -> Image {
        guard channels == .rgba else { return self }
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            samples += pixels[pixel..<pixel + 3]
        }
        return Image(width: width, height: height, pixels: samples)
    }

    /// The same colours under another alpha, `[height, width]`.
    public func withAlpha(_ alpha: [UInt8]) -> Image {
        precondition(alpha.count == width * height, "\(alpha.count) samples of alpha for \(width) × \(height) pixels")
        var samples: [UInt8] = []
        samples.reserveCapacity(alpha.count * 4)
        for (index, sample) in alpha.enumerated() {
            samples += pixels[index * channelCount..<index * channelCount + 3]
            samples.append(sample)
        }
        return Image(width: width, height: height, channels: .rgba, pixels: samples)
    }

    /// The picture as it looks in front of a background of one colour.
    public func blended(over background: RGBColor) -> Image {
        guard channels == .rgba else { return self }
        let behind = [background.red, background.green, background.blue]
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height * 3)
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            let alpha = Int(pixels[pixel + 3])
            for channel in 0..<3 {
                let sum = Int(pixels[pixel + channel]) * alpha + Int(behind[channel]) * (255 - alpha)
                samples.append(UInt8((sum + 127) / 255))
            }
        }
        return Image(width: width, height: height, pixels: samples)
    }
}

// Separable resampling, byte for byte that of Pillow: rows first, rounded to bytes, then columns. (Pillow 13 takes the columns first
// where the height shrinks much more than the width; models were trained with the order kept here.)

extension Image {
    /// The picture, or the part of it inside `box`, at another size.
    ///
    /// The filter also reads the pixels around the box, where there are any. Colours of an RGBA picture are weighed by their alpha.
    public func resized(
        width newWidth: Int, height newHeight: Int, filter: ResamplingFilter = .bilinear, box: PixelBox? = nil
    ) -> Image {
        let box = box ?? bounds
        precondition(newWidth > 0 && newHeight > 0, "a picture of \(newWidth) × \(newHeight) pixels")
        precondition(bounds.contains(box), "\(box) reaches out of a picture of \(width) × \(height)")
        if newWidth == width && newHeight == height && box == bounds { return self }
        guard channels == .rgb else {
            return premultiplied()
                .resampledRows(to: newWidth, box: box.left..<box.right, filter: filter)
                .resampledColumns(to: newHeight, box: box.top..<box.bottom, filter: filter)
                .unpremultiplied()
        }
        return resampledRows(to: newWidth, box: box.left..<box.right, filter: filter)
            .resampledColumns(to: newHeight, box: box.top..<box.bottom, filter: filter)
    }

    /// Every row, or its stretch `box`, with `newWidth` pixels.
    private func resampledRows(to newWidth: Int, box: Range<Int>, filter: ResamplingFilter) -> Image {
        if newWidth == width && box == 0..<width { return self }
        let axis = ResamplingWeights(sourceLength: width, box: box, targetLength: newWidth, filter: filter)
        var samples = [UInt8](repeating: 0, count: newWidth * height * channelCount)
        let source = pixels.span
        let weights = axis.weights.span
        var target = samples.mutableSpan
        for row in 0..<height {
            for column in 0..<newWidth {
                let count = axis.sourceCounts[column]
                let firstWeight = column * axis.capacity
                let firstSample = (row * width + axis.firstSources[column]) * channelCount
                for channel in 0..<channelCount {
                    var sum = Self.half
                    for index in 0..<count {
                        sum &+= Int32(source[firstSample + index * channelCount + channel]) &* weights[firstWeight + index]
                    }
                    target[(row * newWidth + column) * channelCount + channel] = Self.byte(sum)
                }
            }
        }
        return Image(width: newWidth, height: height, channels: channels, pixels: samples)
    }

    /// Every column, or its stretch `box`, with `newHeight` pixels.
    private func resampledColumns(to newHeight: Int, box: Range<Int>, filter: ResamplingFilter) -> Image {
        if newHeight == height && box == 0..<height { return self }
        let axis = ResamplingWeights(sourceLength: height, box: box, targetLength: newHeight, filter: filter)
        let rowLength = width * channelCount
        var samples = [UInt8](repeating: 0, count: newHeight * rowLength)
        var sums = [Int32](repeating: 0, count: rowLength)
        let source = pixels.span
        var target = samples.mutableSpan
        var sum = sums.mutableSpan
        for row in 0..<newHeight {
            for sample in 0..<rowLength { sum[sample] = Self.half }
            for index in 0..<axis.sourceCounts[row] {
                let weight = axis.weights[row * axis.capacity + index]
                let firstSample = (axis.firstSources[row] + index) * rowLength
                let line = source.extracting(firstSample..<firstSample + rowLength)
                for sample in 0..<rowLength { sum[sample] &+= Int32(line[sample]) &* weight }
            }
            for sample in 0..<rowLength { target[row * rowLength + sample] = Self.byte(sum[sample]) }
        }
        return Image(width: width, height: newHeight, channels: channels, pixels: samples)
    }

    /// One half behind the point: where a sum begins, so that cutting the fraction off rounds.
    private static var half: Int32 { 1 << (Int32(ResamplingWeights.fractionBits) - 1) }

    /// A sum of weighted samples as a byte. Kernels with negative lobes overshoot at edges; what they overshoot by is cut off.
    private static func byte(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(max(sum >> Int32(ResamplingWeights.fractionBits), 0), 255))
    }

    /// Colours times alpha, rounded.
    private func premultiplied() -> Image {
        var result = self
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            let alpha = Int(pixels[pixel + 3])
            for channel in 0..<3 {
                result.pixels[pixel + channel] = UInt8((Int(pixels[pixel + channel]) * alpha + 127) / 255)
            }
        }
        return result
    }

    /// Colours divided by alpha, truncated, as the library does. Where alpha is 0 there is no colour to find.
    private func unpremultiplied() -> Image {
        var result = self
        for pixel in stride(from: 0, to: pixels.count, by: 4) {
            let alpha = Int(pixels[pixel + 3])
            guard alpha != 0 else { continue }
            for channel in 0..<3 {
                result.pixels[pixel + channel] = UInt8(min(Int(pixels[pixel + channel]) * 255 / alpha, 255))
            }
        }
        return result
    }
}

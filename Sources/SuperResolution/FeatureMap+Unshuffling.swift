import Layers
import Tensors

extension FeatureMap {
    /// Each square of pixels as one pixel, channel by channel and each in raster order: `[1, height / side, width / side, channels · side²]`.
    func unshuffled(by side: Int, in workspace: Workspace) -> FeatureMap {
        guard side > 1 else { return self }
        let (height, width, channels) = (height / side, width / side, channels)
        let sourceLine = self.width * channels
        return FeatureMap(pictures: pictures, height: height, width: width, channels: channels * side * side, in: workspace) { target in
            withUnsafeBufferPointer { source in
                var index = 0
                for line in 0..<pictures * height {
                    for column in 0..<width {
                        let first = line * side * sourceLine + column * side * channels
                        for channel in 0..<channels {
                            for y in 0..<side {
                                for x in 0..<side {
                                    target[index] = source[first + y * sourceLine + x * channels + channel]
                                    index += 1
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A copy of some lines of a single picture.
    func lines(_ range: Range<Int>, in workspace: Workspace) -> FeatureMap {
        precondition(pictures == 1 && range.lowerBound >= 0 && range.upperBound <= height, "lines \(range) of \(height)")
        guard range.count < height else { return self }
        let (first, count) = (range.lowerBound * width * channels, range.count * width * channels)
        return FeatureMap(pictures: 1, height: range.count, width: width, channels: channels, in: workspace) { target in
            withUnsafeBufferPointer { source in target.baseAddress!.update(from: source.baseAddress! + first, count: count) }
        }
    }
}

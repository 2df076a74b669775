import Layers
import Tensors

/// Pictures outside of the nets lie plane by plane.
extension FeatureMap {
    /// One picture, from `[channels, height, width]`.
    convenience init(planes: Tensor, in workspace: Workspace) {
        let (channels, area) = (planes.shape[0], planes.shape[1] * planes.shape[2])
        self.init(pictures: 1, height: planes.shape[1], width: planes.shape[2], channels: channels, in: workspace) { target in
            planes.withUnsafeBufferPointer { source in
                for pixel in 0..<area {
                    for channel in 0..<channels { target[pixel * channels + channel] = source[channel * area + pixel] }
                }
            }
        }
    }

    /// `[channels, height, width]` of each picture.
    var planes: [Tensor] {
        withUnsafeBufferPointer { source in
            (0..<pictures).map { picture in
                Tensor(shape: [channels, height, width]) { target in
                    for pixel in 0..<area {
                        let first = (picture * area + pixel) * channels
                        for channel in 0..<channels { target[channel * area + pixel] = source[first + channel] }
                    }
                }
            }
        }
    }
}

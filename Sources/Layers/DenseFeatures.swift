import Tensors

/// The scratch of dense blocks: a picture on its way through them, and everything that they make of it. Belongs to one thread at a time,
/// whose layers share it among the pool's.
///
/// Nothing is ever put together: what the convolutions read lies transformed, tile by tile, all sources of a tile beside one another, and each
/// source is transformed once, however many convolutions read it.
public final class DenseFeatures {
    let shape: DenseShape
    let grid: DenseGrid
    /// The input of the next block.
    let stream: BorderedPicture
    /// A copy of an earlier input.
    let kept: BorderedPicture
    /// What the convolutions made, by turns: one is written while the other is transformed.
    let grown: [BorderedPicture]
    /// The grid's ring.
    private let buffer: WorkspaceBuffer

    /// - Parameter input: `[1, height, width, features]`.
    public init(_ input: FeatureMap, shape: DenseShape, in workspace: Workspace) {
        precondition(input.pictures == 1 && input.channels == shape.features, "\(input.pictures) pictures of \(input.channels) channels")
        self.shape = shape
        let (height, width) = (input.height, input.width)
        func picture(ofSource source: Int) -> BorderedPicture {
            BorderedPicture(height: height, width: width, channels: shape.width(ofSource: source), in: workspace)
        }
        stream = picture(ofSource: 0)
        kept = picture(ofSource: 0)
        grown = [picture(ofSource: 1), picture(ofSource: 1)]
        grid = DenseGrid(height: height, width: width, shape: shape)
        buffer = workspace.buffer(byteCount: grid.bytesOfRing)

        let (pixels, values, channels) = (stream.pixels, input.values, shape.features)
        workspace.pool.parallel(height) { line in
            for column in 0..<width {
                pixels.pixel(line: line, column: column).update(from: values + (line * width + column) * channels, count: channels)
            }
        }
    }

    /// The ring of transformed sources.
    var ring: UnsafeMutableRawPointer { buffer.pointer }

    /// A copy of the picture: `[1, height, width, features]`.
    public func featureMap(in workspace: Workspace) -> FeatureMap {
        let (pixels, width, channels) = (stream.pixels, stream.width, shape.features)
        return FeatureMap(pictures: 1, height: stream.height, width: width, channels: channels, in: workspace) { target in
            let target = target.baseAddress!
            workspace.pool.parallel(stream.height) { line in
                for column in 0..<width {
                    (target + (line * width + column) * channels).update(from: pixels.pixel(line: line, column: column), count: channels)
                }
            }
        }
    }
}

import Tensors

/// A picture with the zeros around it that the tiles of a 3 × 3 convolution read beside it, so that they read its lines where they lie:
/// `[2 · rows + 2, 2 · columns + 2, channels]` floats for rows and columns of tiles of 2 × 2 pixels.
struct BorderedPicture {
    let height: Int
    let width: Int
    /// Floats of a pixel.
    let channels: Int
    private let lineStride: Int
    private let buffer: WorkspaceBuffer

    /// A picture of zeros.
    init(height: Int, width: Int, channels: Int, in workspace: Workspace) {
        self.height = height
        self.width = width
        self.channels = channels
        lineStride = ((width + 1) / 2 * 2 + 2) * channels
        let count = ((height + 1) / 2 * 2 + 2) * lineStride
        buffer = workspace.buffer(byteCount: count * MemoryLayout<Float>.stride)
        buffer.pointer.initializeMemory(as: Float.self, repeating: 0, count: count)
    }

    /// The pixels in memory, for as long as the picture lives. Holds no reference, so that threads that share them do not also share a
    /// count of references.
    var pixels: Pixels {
        Pixels(
            first: buffer.pointer.assumingMemoryBound(to: Float.self) + lineStride + channels, lineStride: lineStride, channels: channels)
    }

    struct Pixels {
        fileprivate let first: UnsafeMutablePointer<Float>
        let lineStride: Int
        let channels: Int

        /// The first channel of a pixel; −1 is in the border above and on the left.
        func pixel(line: Int, column: Int) -> UnsafeMutablePointer<Float> { first + line * lineStride + column * channels }
    }
}

import CKernels
import Tensors

/// Pictures ready to be convolved: `[pictures, height, width, channels]` in the precision of the weights, with zeros around, channels
/// padded to a whole number of lanes.
struct PreparedPicture {
    private let height: Int
    private let width: Int
    private let channels: Int
    private let precision: LubokPrecision
    private let buffer: WorkspaceBuffer

    /// Floats that a thread prepares at a time.
    private static let floatsOfTask = 1 << 14

    /// - Parameters:
    ///   - map: what each value goes through before it is converted.
    ///   - border: the zeros on each side.
    init(
        _ input: FeatureMap, through map: ChannelMap, border: Conv2D.Padding, precision: LubokPrecision, in workspace: Workspace
    ) {
        height = input.height + border.top + border.bottom
        width = input.width + border.left + border.right
        channels = precision.padded(input.channels)
        self.precision = precision
        let lineBytes = width * channels * precision.elementBytes
        buffer = workspace.buffer(byteCount: input.pictures * height * lineBytes)

        let (height, target) = (height, buffer.pointer)
        let columns = -border.left..<input.width + border.right
        map.withKernelForm(precision: precision) { map in
            let source = PictureLines(input, through: map, channels: channels)
            let linesOfTask = max(Self.floatsOfTask / (input.width * input.channels), 1)
            workspace.pool.parallel(input.pictures * height, inRangesOf: linesOfTask) { lines in
                for line in lines {
                    source.prepare(
                        picture: line / height, line: line % height - border.top, columns: columns, precision: precision,
                        into: target + line * lineBytes)
                }
            }
        }
    }

    /// Calls `body` with the elements, readable for the time of the call.
    func withElements<Result>(_ body: (Elements) -> Result) -> Result {
        withExtendedLifetime(buffer) {
            body(
                Elements(
                    first: UnsafeRawPointer(buffer.pointer), channels: channels, lineStride: width * channels,
                    pictureStride: height * width * channels, bytes: precision.elementBytes))
        }
    }

    /// The elements in memory. Holds no reference, so that threads that share them do not also share a count of references.
    struct Elements {
        fileprivate let first: UnsafeRawPointer
        let channels: Int
        /// Elements from a line to the next.
        let lineStride: Int
        fileprivate let pictureStride: Int
        /// Of an element.
        fileprivate let bytes: Int

        /// The first channel of the first pixel of a line.
        func line(_ line: Int, picture: Int) -> UnsafeRawPointer {
            first + (picture * pictureStride + line * lineStride) * bytes
        }
    }
}

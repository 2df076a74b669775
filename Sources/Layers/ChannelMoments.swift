import CKernels
import Tensors

/// The sums of each channel of some pictures and of its squares, taken over parts of a picture and added in the order of the parts. The parts
/// follow from the picture's size, so that neither threads nor other pictures can change a sum.
final class ChannelMoments {
    let pictures: Int
    let channels: Int
    /// Of a picture.
    private let parts: Int
    /// `[pictures, parts, 2, channels]`: sums and squares.
    private let buffer: WorkspaceBuffer

    /// Where a part's sums lie, zeros at first.
    typealias Part = (sums: UnsafeMutablePointer<Double>, squares: UnsafeMutablePointer<Double>)

    init(pictures: Int, parts: Int, channels: Int, in workspace: Workspace) {
        self.pictures = pictures
        self.parts = parts
        self.channels = channels
        let count = pictures * parts * 2 * channels
        buffer = workspace.buffer(byteCount: count * MemoryLayout<Double>.stride)
        buffer.pointer.initializeMemory(as: Double.self, repeating: 0, count: count)
    }

    /// Calls `body` with the place of the first part's sums; `part(_:picture:)` finds the others from there.
    func withParts<Result>(_ body: (Parts) -> Result) -> Result {
        withExtendedLifetime(buffer) {
            body(Parts(first: buffer.pointer.assumingMemoryBound(to: Double.self), ofPicture: parts, channels: channels))
        }
    }

    /// The sums in memory. Holds no reference, so that threads that share them do not also share a count of references.
    struct Parts {
        fileprivate let first: UnsafeMutablePointer<Double>
        fileprivate let ofPicture: Int
        fileprivate let channels: Int

        func part(_ part: Int, picture: Int) -> Part {
            let sums = first + (picture * ofPicture + part) * 2 * channels
            return (sums, sums + channels)
        }
    }

    /// Calls `body` with the sums of each picture.
    func forEachPicture(_ body: (_ picture: Int, _ total: Part) -> Void) {
        withParts { parts in
            for picture in 0..<pictures {
                let total = parts.part(0, picture: picture)
                for part in 1..<max(self.parts, 1) {
                    let sums = parts.part(part, picture: picture).sums
                    for index in 0..<2 * channels { total.sums[index] += sums[index] }
                }
                body(picture, total)
            }
        }
    }
}

extension ChannelMoments {
    /// A picture has this many parts at most, and a part as many floats at least, where there are as many.
    private static let mostParts = 64
    private static let smallestPart = 1 << 13

    /// The moments of a map whose writer has not taken them.
    convenience init(of map: FeatureMap, in workspace: Workspace) {
        let pixels = max(map.area / Self.mostParts, Self.smallestPart / map.channels, 1)
        let parts = (map.area + pixels - 1) / pixels
        self.init(pictures: map.pictures, parts: parts, channels: map.channels, in: workspace)
        let (values, area, channels) = (map.values, map.area, map.channels)
        withParts { place in
            workspace.pool.parallel(map.pictures * parts) { index in
                let (picture, first) = (index / parts, index % parts * pixels)
                let part = place.part(index % parts, picture: picture)
                Kernels.active.pointee.pictures.pointee.moments(
                    values + (picture * area + first) * channels, min(pixels, area - first), channels, channels, part.sums, part.squares)
            }
        }
    }
}

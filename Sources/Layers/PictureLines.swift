import CKernels
import Tensors

/// Where the lines of some pictures come from when a convolution prepares them: the feature map, what its values go through, and the zeros
/// around it. Holds no reference, so that threads that share it do not also share a count of references.
struct PictureLines {
    private let values: UnsafePointer<Float>
    private let height: Int
    private let width: Int
    private let inputChannels: Int
    private let map: ChannelMap.KernelForm
    /// Elements of a prepared pixel: the channels and zeros that fill the last lane.
    let channels: Int

    /// Valid as long as the feature map and the map's kernel form are.
    init(_ input: FeatureMap, through map: ChannelMap.KernelForm, channels: Int) {
        values = UnsafePointer(input.values)
        height = input.height
        width = input.width
        inputChannels = input.channels
        self.map = map
        self.channels = channels
    }

    /// Prepares some columns of a line. What lies outside of the picture is zero.
    func prepare(picture: Int, line: Int, columns: Range<Int>, precision: LubokPrecision, into target: UnsafeMutableRawPointer) {
        let pixelBytes = channels * precision.elementBytes
        let inside = line >= 0 && line < height ? columns.clamped(to: 0..<width) : columns.lowerBound..<columns.lowerBound
        let before = inside.isEmpty ? 0 : inside.lowerBound - columns.lowerBound
        let after = columns.count - before - inside.count
        target.initializeMemory(as: UInt8.self, repeating: 0, count: before * pixelBytes)
        if !inside.isEmpty {
            var map = map.ofPicture(picture)
            Kernels.active.pointee.pictures.pointee.prepare(
                values + ((picture * height + line) * width + inside.lowerBound) * inputChannels, inside.count, inputChannels, &map,
                precision, channels, target + before * pixelBytes)
        }
        (target + (columns.count - after) * pixelBytes).initializeMemory(as: UInt8.self, repeating: 0, count: after * pixelBytes)
    }
}

import Tensors

/// Pictures of one size on their way through a net: `[pictures, height, width, channels]` floats.
///
/// A reference to memory of a workspace: layers write into a map, and into each map from one thread's point of view only.
public final class FeatureMap {
    public let pictures: Int
    public let height: Int
    public let width: Int
    public let channels: Int
    private let buffer: WorkspaceBuffer
    /// What a normalisation needs, where the layer that wrote the map took it on its way. A statistic of the values as they are now.
    var moments: ChannelMoments?

    /// A map whose contents are yet to be written.
    init(pictures: Int, height: Int, width: Int, channels: Int, in workspace: Workspace) {
        self.pictures = pictures
        self.height = height
        self.width = width
        self.channels = channels
        buffer = workspace.buffer(byteCount: pictures * height * width * channels * MemoryLayout<Float>.stride)
    }

    /// A map that `body` fills; all of the buffer must be written.
    public convenience init(
        pictures: Int, height: Int, width: Int, channels: Int, in workspace: Workspace,
        initializingWith body: (UnsafeMutableBufferPointer<Float>) -> Void
    ) {
        self.init(pictures: pictures, height: height, width: width, channels: channels, in: workspace)
        withUnsafeMutableBufferPointer(body)
    }

    /// Pixels of a picture.
    public var area: Int { height * width }
    /// Floats of all pictures.
    public var count: Int { pictures * area * channels }

    var values: UnsafeMutablePointer<Float> { buffer.pointer.assumingMemoryBound(to: Float.self) }

    /// All pictures' values, readable for the time of the call.
    public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(UnsafeBufferPointer(start: values, count: count)) }
    }

    /// All pictures' values, writable for the time of the call.
    public func withUnsafeMutableBufferPointer<Result>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
    ) rethrows -> Result {
        moments = nil
        return try withExtendedLifetime(self) { try body(UnsafeMutableBufferPointer(start: values, count: count)) }
    }
}

extension FeatureMap {
    /// A copy of a tensor `[pictures, height, width, channels]`.
    public convenience init(_ tensor: Tensor, in workspace: Workspace) {
        precondition(tensor.shape.count == 4, "a map of the shape \(tensor.shape)")
        let shape = tensor.shape
        self.init(pictures: shape[0], height: shape[1], width: shape[2], channels: shape[3], in: workspace) { target in
            tensor.withUnsafeBufferPointer { _ = target.initialize(from: $0) }
        }
    }

    /// A copy: `[pictures, height, width, channels]`.
    public var tensor: Tensor {
        Tensor(shape: [pictures, height, width, channels]) { target in
            withUnsafeBufferPointer { _ = target.initialize(from: $0) }
        }
    }
}

import Images
import Layers
import Tensors

/// Enlarges pictures of any size by a net, tile by tile.
///
/// Weights only: any number of threads may use one value at once. Beside the two pictures a call holds in memory what one tile takes, whatever
/// the size of the picture.
public struct Upscaler: Sendable {
    public let net: RRDBNet
    public let tiling: Tiling

    /// - Throws: `SuperResolutionError.invalidConfiguration` for tiles that the net cannot read.
    public init(_ net: RRDBNet, tiling: Tiling = .standard) throws(SuperResolutionError) {
        let multiple = net.config.unshuffling
        guard tiling.tileSide.isMultiple(of: multiple) else {
            throw .invalidConfiguration(
                key: "patch", value: "\(tiling.patch)", requirement: "a multiple of \(multiple) with twice the surroundings")
        }
        self.net = net
        self.tiling = tiling
    }

    /// How many times as wide and high pictures become.
    public var scale: Int { net.config.scale }

    /// The enlarged picture, in red, green and blue: alpha is dropped.
    ///
    /// - Parameter progress: called after each tile with how many are done, and of how many; what it throws ends the call.
    /// - Throws: `SuperResolutionError.outputTooLarge`, before anything is computed.
    public func callAsFunction(
        _ picture: Image, on pool: ComputePool = .shared, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> Image {
        try check(width: picture.width, height: picture.height)
        let (width, height) = (picture.width * scale, picture.height * scale)
        let (rows, columns) = (tiling.tiles(alongSide: picture.height), tiling.tiles(alongSide: picture.width))
        let workspace = Workspace(pool: pool)
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        var done = 0
        for row in rows {
            for column in columns {
                let tile = try net(input(of: picture, row: row, column: column, in: workspace), in: workspace)
                write(tile, row: row, column: column, of: picture, into: &pixels)
                done += 1
                try progress(done, rows.count * columns.count)
            }
        }
        return Image(width: width, height: height, pixels: pixels)
    }

    /// Refuses a picture of a size, at least 1 × 1, that cannot be enlarged.
    ///
    /// - Throws: `SuperResolutionError.outputTooLarge`.
    public func check(width: Int, height: Int) throws(SuperResolutionError) {
        func enlarged(_ side: Int) -> Int {
            let (product, overflow) = side.multipliedReportingOverflow(by: scale)
            return overflow ? .max : product
        }
        let (width, height, limit) = (enlarged(width), enlarged(height), tiling.maximumOutputPixels)
        guard width <= limit / height else { throw .outputTooLarge(width: width, height: height, limit: limit) }
    }

    /// `[1, tileSide, tileSide, 3]` in 0…1.
    private func input(of picture: Image, row: Int, column: Int, in workspace: Workspace) -> FeatureMap {
        let lines = tiling.sources(ofTile: row, alongSide: picture.height)
        let columns = tiling.sources(ofTile: column, alongSide: picture.width)
        let samples = picture.channelCount
        return FeatureMap(pictures: 1, height: lines.count, width: columns.count, channels: 3, in: workspace) { target in
            picture.pixels.withUnsafeBufferPointer { source in
                var index = 0
                for line in lines {
                    for column in columns {
                        let pixel = (line * picture.width + column) * samples
                        for channel in 0..<3 { target[index + channel] = Float(source[pixel + channel]) / 255 }
                        index += 3
                    }
                }
            }
        }
    }

    /// The part of a tile that belongs to the picture, as bytes.
    private func write(_ tile: FeatureMap, row: Int, column: Int, of picture: Image, into pixels: inout [UInt8]) {
        let lines = tiling.pixels(ofTile: row, alongSide: picture.height)
        let columns = tiling.pixels(ofTile: column, alongSide: picture.width)
        let origin = { (tile: Int) in tile * tiling.patch - tiling.border - tiling.surroundings }
        let count = columns.count * scale * 3
        tile.withUnsafeBufferPointer { source in
            for line in lines.lowerBound * scale..<lines.upperBound * scale {
                let from = ((line - origin(row) * scale) * tile.width + (columns.lowerBound - origin(column)) * scale) * 3
                let to = (line * picture.width + columns.lowerBound) * scale * 3
                for index in 0..<count {
                    // The integral part, as Real-ESRGAN has it; what is not a number is 0.
                    let value = source[from + index]
                    pixels[to + index] = value > 0 ? UInt8(min(value, 1) * 255) : 0
                }
            }
        }
    }
}

import ImageCodec
import Images
import Tensors

/// Turns what stays of a picture into codes, as ruDALL-E's image prompts do.
package struct ImagePromptEncoder {
    private let codec: VQGAN
    private let pool: ComputePool

    /// Pixels that the encoder reads for a code, along a side.
    private var pixelsRead: Int { codec.config.downsamplingFactor }

    package init(codec: VQGAN, pool: ComputePool = .shared) {
        self.codec = codec
        self.pool = pool
    }

    /// The codes of a picture, at least of what is kept of it: a grid of `width` × `height`.
    package func codes(of picture: Image, kept: ImagePrompt.Kept, width: Int, height: Int) throws(ImageCodecError) -> CodeGrid {
        let fitting = fitted(picture, columns: width, rows: height)
        switch kept {
        case .border(let border, cropsFirst: true): return try codes(ofEachSideOf: border, in: fitting)
        case .border, .mask: return try codec.encode(picture: fitting.planes, on: pool)
        }
    }

    /// The codes of a part of a picture as if there were nothing else, of so many cells.
    package func codes(of part: Image, columns: Int, rows: Int) throws(ImageCodecError) -> CodeGrid {
        try codec.encode(picture: fitted(part, columns: columns, rows: rows).planes, on: pool)
    }

    /// Down, right, left, up: where two sides meet, the later one counts. What belongs to no side is code 0.
    private func codes(ofEachSideOf border: BorderCells, in picture: Image) throws(ImageCodecError) -> CodeGrid {
        let (width, height) = (picture.width / pixelsRead, picture.height / pixelsRead)
        var codes = [Int32](repeating: 0, count: width * height)
        for (rows, columns) in [
            (height - border.down..<height, 0..<width), (0..<height, width - border.right..<width), (0..<height, 0..<border.left),
            (0..<border.up, 0..<width),
        ] where !rows.isEmpty && !columns.isEmpty {
            let box = PixelBox(
                left: columns.lowerBound * pixelsRead, top: rows.lowerBound * pixelsRead, right: columns.upperBound * pixelsRead,
                bottom: rows.upperBound * pixelsRead)
            let side = try codec.encode(picture: picture.cropped(to: box).planes, on: pool)
            for (index, code) in side.codes.enumerated() {
                codes[(rows.lowerBound + index / side.width) * width + columns.lowerBound + index % side.width] = code
            }
        }
        return try CodeGrid(width: width, height: height, codes: codes)
    }

    private func fitted(_ picture: Image, columns: Int, rows: Int) -> Image {
        picture.droppingAlpha().resized(width: columns * pixelsRead, height: rows * pixelsRead, filter: .bilinear)
    }
}

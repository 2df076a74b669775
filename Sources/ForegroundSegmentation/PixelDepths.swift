import Images

/// How deep in the foreground each pixel of a picture lies: the background is what of its colour can be reached from the border of the picture.
/// Enclosed regions of the same colour, such as teeth and the whites of eyes, are foreground.
struct PixelDepths {
    let width: Int
    let height: Int
    /// 0 for background, else the steps to the nearest of it, diagonal ones included, `deepest` at most.
    private(set) var depths: [UInt8]
    let deepest: UInt8

    /// Pieces of foreground that take a smaller part of the picture are specks: noise at its corners, dust around the object.
    private static let speck = 1.0 / 2000

    /// - Parameters:
    ///   - picture: whose alpha is not looked at.
    ///   - deepest: at least 1.
    init(_ picture: Image, background: PlainBackground, deepest: UInt8) {
        width = picture.width
        height = picture.height
        self.deepest = deepest
        depths = [UInt8](repeating: deepest, count: picture.width * picture.height)
        flood(picture, background: background)
        removeSpecks()
        measure()
    }

    var foregroundShare: Double { Double(depths.count { $0 > 0 }) / Double(depths.count) }

    /// Background, from the border over the edges of its pixels, so that it does not seep through a diagonal line.
    private mutating func flood(_ picture: Image, background: PlainBackground) {
        var reached: [Int] = []
        func reach(_ pixel: Int, _ depths: inout [UInt8]) {
            guard depths[pixel] > 0, background.contains(picture.color(ofPixel: pixel)) else { return }
            depths[pixel] = 0
            reached.append(pixel)
        }
        for x in 0..<width {
            reach(x, &depths)
            reach((height - 1) * width + x, &depths)
        }
        for y in 0..<height {
            reach(y * width, &depths)
            reach(y * width + width - 1, &depths)
        }
        while let pixel = reached.popLast() {
            let x = pixel % width
            if x > 0 { reach(pixel - 1, &depths) }
            if x < width - 1 { reach(pixel + 1, &depths) }
            if pixel >= width { reach(pixel - width, &depths) }
            if pixel < (height - 1) * width { reach(pixel + width, &depths) }
        }
    }

    private mutating func removeSpecks() {
        let grid = PixelGrid(width: width, height: height)
        let smallest = Double(depths.count) * Self.speck
        var isSeen = depths.map { $0 == 0 }
        for first in depths.indices where !isSeen[first] {
            var piece = [first]
            isSeen[first] = true
            var next = 0
            while next < piece.count {
                grid.forEachNeighbour(of: piece[next]) { neighbour in
                    guard !isSeen[neighbour] else { return }
                    isSeen[neighbour] = true
                    piece.append(neighbour)
                }
                next += 1
            }
            guard Double(piece.count) < smallest else { continue }
            for pixel in piece { depths[pixel] = 0 }
        }
    }

    /// One ring after another, from the background inwards.
    private mutating func measure() {
        let grid = PixelGrid(width: width, height: height)
        var ring = depths.indices.filter { depths[$0] == 0 }
        for depth in 1..<deepest {
            var inner: [Int] = []
            for pixel in ring {
                grid.forEachNeighbour(of: pixel) { neighbour in
                    guard depths[neighbour] == deepest else { return }
                    depths[neighbour] = depth
                    inner.append(neighbour)
                }
            }
            ring = inner
        }
    }
}

/// The pixels of a picture by their index, row by row.
private struct PixelGrid {
    let width: Int
    let height: Int

    /// Calls `body` with the pixels around one, up to eight.
    func forEachNeighbour(of pixel: Int, _ body: (Int) -> Void) {
        let (x, y) = (pixel % width, pixel / width)
        for row in max(y - 1, 0)...min(y + 1, height - 1) {
            for column in max(x - 1, 0)...min(x + 1, width - 1) where row * width + column != pixel { body(row * width + column) }
        }
    }
}

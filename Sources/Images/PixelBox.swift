/// A rectangle of whole pixels: from `left` and `top` up to, but not including, `right` and `bottom`.
public struct PixelBox: Sendable, Equatable {
    public let left: Int
    public let top: Int
    public let right: Int
    public let bottom: Int

    public var width: Int { right - left }
    public var height: Int { bottom - top }

    /// The box must hold at least one pixel.
    public init(left: Int, top: Int, right: Int, bottom: Int) {
        precondition(left < right && top < bottom, "an empty box: \(left), \(top), \(right), \(bottom)")
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// Whether every pixel of `other` lies in this box.
    public func contains(_ other: PixelBox) -> Bool {
        left <= other.left && top <= other.top && other.right <= right && other.bottom <= bottom
    }
}

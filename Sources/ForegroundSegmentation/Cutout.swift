import Images

/// A picture without its background.
public struct Cutout: Sendable, Equatable {
    /// RGBA, of the picture's size.
    public let image: Image
    public let method: Method
    /// The share of the pixels that are left: 0 where nothing stood out from the background, 1 where there was none to be found.
    public let foregroundShare: Double

    /// What told foreground from background.
    public enum Method: String, Sendable, Codable {
        case unet, contour
    }
}

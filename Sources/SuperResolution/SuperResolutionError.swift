/// Why a net cannot enlarge pictures, or a picture not be enlarged.
public enum SuperResolutionError: Error, Sendable, Equatable {
    /// A setting, called as in `model.json`, that no net of this family can have.
    case invalidConfiguration(key: String, value: String, requirement: String)
    /// The tensor of this key has a shape that no net of this family gives it.
    case unrecognizedNet(file: String, key: String, shape: [Int], requirement: String)
    /// The net reads squares of pixels; sizes are in pixels.
    case pictureSizeNotMultiple(width: Int, height: Int, multiple: Int)
    /// The enlarged picture would have more pixels than the limit; sizes are in pixels.
    case outputTooLarge(width: Int, height: Int, limit: Int)
}

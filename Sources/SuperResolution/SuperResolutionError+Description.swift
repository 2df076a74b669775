extension SuperResolutionError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidConfiguration(let key, let value, let requirement):
            "The upscaler's “\(key)” is \(value); it must be \(requirement)."
        case .unrecognizedNet(let file, let key, let shape, let requirement):
            "\(file) is not an RRDBNet of Real-ESRGAN: “\(key)” has the shape \(shape); it must have \(requirement)."
        case .pictureSizeNotMultiple(let width, let height, let multiple):
            "A picture of \(width) × \(height) pixels cannot be enlarged as a whole: both sides must be multiples of \(multiple)."
        case .outputTooLarge(let width, let height, let limit):
            "The enlarged picture would have \(width) × \(height) pixels; the limit is \(limit)."
        }
    }
}

extension ForegroundSegmentationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidSetting(let name, let value, let expected):
            "The segmentation's configuration says \(value) for “\(name)” where \(expected) is expected."
        }
    }
}

/// Why a net that tells foreground from background cannot be built.
public enum ForegroundSegmentationError: Error, Sendable, Equatable {
    /// The setting has a value that no net of this family can be built from.
    case invalidSetting(name: String, value: String, expected: String)

    static func outOfRange(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> Self {
        .invalidSetting(name: name, value: "\(value)", expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
}

import SuperResolution
import TextToImage

/// How many times as wide and high pictures can become.
enum UpscaleChoice {
    /// - Throws: `TextToImageError.badOption` for a number that no model can have.
    static func check(_ option: String, _ scale: Int) throws(TextToImageError) {
        guard RRDBNetConfig.scales.contains(scale) else {
            throw .badOption(name: option, value: "\(scale)", allowed: .oneOf(RRDBNetConfig.scales.map(String.init)))
        }
    }
}

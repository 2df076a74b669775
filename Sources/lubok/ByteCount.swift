import Foundation

/// A number of bytes for people.
struct ByteCount {
    private let bytes: Int

    init(_ bytes: Int) {
        self.bytes = bytes
    }

    var text: String {
        let units = Language.current == .russian ? ["Б", "КБ", "МБ", "ГБ"] : ["B", "KB", "MB", "GB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return String(format: unit == 0 ? "%.0f %@" : "%.1f %@", value, units[unit] as NSString)
    }
}

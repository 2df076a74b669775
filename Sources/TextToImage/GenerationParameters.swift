import Foundation

/// The settings of a picture as text, in the layout that AUTOMATIC1111's programs made common: the prompt, then one line of
/// `Key: value` pairs. Kept in a PNG's `iTXt` chunk under `parameters`.
public struct GenerationParameters: Sendable, Equatable {
    public var prompt: String
    /// In the order in which they are written.
    public var settings: [Setting]

    public struct Setting: Sendable, Equatable {
        public let key: String
        public let value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The PNG keyword.
    public static let keyword = "parameters"
    static let sizeKey = "Size"
    static let upscaleKey = "Upscale"

    public init(prompt: String, settings: [Setting]) {
        self.prompt = prompt
        self.settings = settings
    }

    public subscript(key: String) -> String? { settings.first { $0.key == key }?.value }

    /// The text as it stands in the picture.
    public var text: String {
        prompt + "\n" + settings.map { "\($0.key): \(Self.quoted($0.value))" }.joined(separator: ", ")
    }

    /// Reads such a text back; nil when its last line is not one of settings.
    public init?(text: String) {
        // Scalars, not characters: a carriage return before the last line feed would hide it.
        let scalars = text.unicodeScalars
        guard let lastBreak = scalars.lastIndex(of: "\n"),
            let settings = Self.parse(scalars[scalars.index(after: lastBreak)...])
        else { return nil }
        self.init(prompt: String(scalars[..<lastBreak]), settings: settings)
    }

    /// A value that holds the separators of the line is quoted as in JSON.
    private static func quoted(_ value: String) -> String {
        guard value.unicodeScalars.contains(where: { ",:\"\n".unicodeScalars.contains($0) }),
            let data = try? JSONEncoder().encode(value)
        else { return value }
        return String(decoding: data, as: UTF8.self)
    }

    private static func parse(_ line: Substring.UnicodeScalarView) -> [Setting]? {
        var settings = [Setting]()
        var rest = line
        while !rest.isEmpty {
            guard let colon = rest.firstIndex(of: ":") else { return nil }
            let key = String(rest[..<colon]).trimmingCharacters(in: .whitespaces)
            rest = rest[rest.index(after: colon)...].drop { $0 == " " }
            let end = rest.first == "\"" ? endOfQuotation(rest) : rest.firstIndex(of: ",") ?? rest.endIndex
            guard let end, !key.isEmpty else { return nil }
            let written = String(rest[..<end])
            let value = written.hasPrefix("\"") ? try? JSONDecoder().decode(String.self, from: Data(written.utf8)) : written
            guard let value else { return nil }
            settings.append(Setting(key: key, value: value))
            rest = rest[end...].drop { $0 == "," || $0 == " " }
        }
        return settings.isEmpty ? nil : settings
    }

    private static func endOfQuotation(_ text: Substring.UnicodeScalarView) -> String.Index? {
        var escaped = false
        for index in text.indices.dropFirst() {
            if escaped {
                escaped = false
            } else if text[index] == "\\" {
                escaped = true
            } else if text[index] == "\"" {
                return text.index(after: index)
            }
        }
        return nil
    }
}

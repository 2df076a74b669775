import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Status and headers of an answer.
struct HTTPResponse: Sendable {
    let url: URL
    let status: Int
    /// By names in lower case.
    private let headers: [String: String]

    init?(_ response: URLResponse) {
        guard let response = response as? HTTPURLResponse, let url = response.url else { return nil }
        self.url = url
        status = response.statusCode
        headers = response.allHeaderFields.reduce(into: [:]) { headers, field in
            if let name = field.key as? String { headers[name.lowercased()] = "\(field.value)" }
        }
    }

    subscript(name: String) -> String? { headers[name.lowercased()] }

    /// Where the answer sends to; nil where it does not.
    var redirection: String? { [301, 302, 303, 307, 308].contains(status) ? self["Location"] ?? "" : nil }

    /// A number of bytes in a header.
    func byteCount(_ name: String) -> Int? {
        self[name].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The entity tag without its quotation marks.
    func entityTag(_ name: String) -> String? {
        guard var tag = self[name]?.trimmingCharacters(in: .whitespaces) else { return nil }
        if tag.hasPrefix("W/") { tag.removeFirst(2) }
        tag = tag.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        return tag.isEmpty ? nil : tag
    }

    /// How many seconds the server wants to be left alone.
    var retryAfter: Double? {
        guard let text = self["Retry-After"] else { return nil }
        if let seconds = Double(text), seconds.isFinite { return seconds }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return format.date(from: text).map { $0.timeIntervalSinceNow }
    }
}

import Foundation

/// What refusals of a file of JSON say.
extension DecodingError {
    /// The key path, such as `transformer.config.layers`.
    var place: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context.path
        case .keyNotFound(let key, let context): (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
        @unknown default: ""
        }
    }

    var reason: String {
        switch self {
        case .keyNotFound: "this key is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.debugDescription.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
        @unknown default: "it cannot be decoded"
        }
    }
}

extension DecodingError.Context {
    fileprivate var path: String { codingPath.map(\.stringValue).joined(separator: ".") }
}

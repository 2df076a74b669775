import Foundation

/// As JSON: `{"format": 1, "width": 2, "height": 1, "codes": [17, 4]}`.
extension CodeGrid: Codable {
    private static let format = 1

    private enum CodingKeys: String, CodingKey {
        case format, width, height, codes
    }

    /// - Throws: `DecodingError` where something is missing or of another type; `unsupportedCodesFormat`, `gridSizeOutOfRange`, `codeCountMismatch`.
    public init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let format = try container.decode(Int.self, forKey: .format)
        guard format == Self.format else {
            throw ImageCodecError.unsupportedCodesFormat(found: format, supported: Self.format)
        }
        try self.init(
            width: container.decode(Int.self, forKey: .width), height: container.decode(Int.self, forKey: .height),
            codes: container.decode([Int32].self, forKey: .codes))
    }

    public func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.format, forKey: .format)
        try container.encode(width, forKey: .width)
        try container.encode(height, forKey: .height)
        try container.encode(codes, forKey: .codes)
    }

    /// Reads a grid that stands alone in a file.
    /// - Throws: as `init(from:)`, but `malformedCodes` in the place of `DecodingError`.
    public init(json: Data) throws(ImageCodecError) {
        do {
            self = try JSONDecoder().decode(CodeGrid.self, from: json)
        } catch let error as ImageCodecError {
            throw error
        } catch let error as DecodingError {
            throw .malformedCodes(reason: Self.reason(error))
        } catch {
            throw .malformedCodes(reason: "it is not JSON")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” is of another type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” is out of range"
        default: "it is not JSON"
        }
    }
}

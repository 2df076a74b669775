import Foundation

extension PromptEntry {
    private enum Key: String, CodingKey, CaseIterable {
        case prompt, candidates, keep, seed, temperature, guidance, name
        case topK = "top_k"
        case topP = "top_p"
    }

    /// A line that is an object.
    ///
    /// - Parameter file: what errors call the file.
    /// - Throws: `TextToImageError.badLine`, `.unknownKey`.
    init(json: some DataProtocol, line: Int, file: String) throws(TextToImageError) {
        do {
            let fields = try JSONDecoder().decode(Fields.self, from: Data(json))
            self = fields.entry
            self.line = line
        } catch let error as UnknownKey {
            throw .unknownKey(path: file, line: line, key: error.key)
        } catch let error as DecodingError {
            throw .badLine(path: file, line: line, reason: Self.reason(error))
        } catch {
            throw .badLine(path: file, line: line, reason: "it is not JSON")
        }
    }

    private struct UnknownKey: Error {
        let key: String
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Fields: Decodable {
        var entry: PromptEntry

        init(from decoder: any Decoder) throws {
            let known = Set(Key.allCases.map(\.rawValue))
            let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
            if let key = keys.filter({ !known.contains($0) }).min() { throw UnknownKey(key: key) }
            let fields = try decoder.container(keyedBy: Key.self)
            entry = PromptEntry(line: 0, prompt: try fields.decode(String.self, forKey: .prompt))
            entry.candidates = try fields.decodeIfPresent(Int.self, forKey: .candidates)
            entry.keep = try fields.decodeIfPresent(Int.self, forKey: .keep)
            entry.seed = try fields.decodeIfPresent(UInt64.self, forKey: .seed)
            entry.temperature = try fields.decodeIfPresent(Double.self, forKey: .temperature)
            entry.topK = try fields.decodeIfPresent(Int.self, forKey: .topK)
            entry.topP = try fields.decodeIfPresent(Double.self, forKey: .topP)
            entry.guidance = try fields.decodeIfPresent(Double.self, forKey: .guidance)
            entry.name = try fields.decodeIfPresent(String.self, forKey: .name)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty ? "it is no JSON object" : "“\(context.place)” is of another type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty: "“\(context.place)” is out of range"
        default: "it is not JSON"
        }
    }
}

extension DecodingError.Context {
    fileprivate var place: String { codingPath.map(\.stringValue).joined(separator: ".") }
}

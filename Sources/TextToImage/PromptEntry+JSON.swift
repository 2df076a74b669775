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
        } catch let error as UnreadableNumber {
            throw .badLine(path: file, line: line, reason: "“\(error.key)” is out of range")
        } catch let error as DecodingError {
            throw .badLine(path: file, line: line, reason: Self.reason(error))
        } catch {
            throw .badLine(path: file, line: line, reason: "it is not JSON")
        }
    }

    private struct UnknownKey: Error {
        let key: String
    }

    private struct UnreadableNumber: Error {
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
            func value<Value: Decodable>(_ key: Key, _ type: Value.Type = Value.self) throws -> Value? {
                do {
                    return try fields.decodeIfPresent(type, forKey: key)
                } catch let error as DecodingError {
                    throw error
                } catch {
                    // A number that the type cannot hold; the decoder would call the whole line no JSON.
                    throw UnreadableNumber(key: key.rawValue)
                }
            }
            entry.candidates = try value(.candidates)
            entry.keep = try value(.keep)
            entry.seed = try value(.seed)
            entry.temperature = try value(.temperature)
            entry.topK = try value(.topK)
            entry.topP = try value(.topP)
            entry.guidance = try value(.guidance)
            entry.name = try value(.name)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty ? "it is no JSON object" : "“\(context.place)” is of another type"
        default: "it is not JSON"
        }
    }
}

extension DecodingError.Context {
    fileprivate var place: String { codingPath.map(\.stringValue).joined(separator: ".") }
}

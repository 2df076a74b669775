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
    /// - Throws: `TextToImageError.badLine`, `.unknownKey`, `.missingKey`, `.wrongType`, `.outOfRange`.
    init(json: some DataProtocol, line: Int, file: String) throws(TextToImageError) {
        do {
            let fields = try JSONDecoder().decode(Fields.self, from: Data(json))
            self = fields.entry
            self.line = line
        } catch let error as UnknownKey {
            throw .unknownKey(path: file, line: line, key: error.key)
        } catch let error as UnreadableNumber {
            throw .outOfRange(path: file, line: line, key: error.key)
        } catch let error as DecodingError {
            throw Self.fault(error, line: line, file: file)
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

    private static func fault(_ error: DecodingError, line: Int, file: String) -> TextToImageError {
        switch error {
        case .keyNotFound(let key, _):
            .missingKey(path: file, line: line, key: key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            context.codingPath.isEmpty
                ? .badLine(path: file, line: line, reason: "it is no JSON object")
                : .wrongType(path: file, line: line, key: context.codingPath.map(\.stringValue).joined(separator: "."))
        default:
            .badLine(path: file, line: line, reason: "it is not JSON")
        }
    }
}

import Foundation

extension CheckpointError: CustomStringConvertible {
    /// One English sentence: file, place, reason.
    public var description: String {
        switch self {
        case .unreadable(let file, let code):
            "\(quoted(file)) cannot be read: \(String(cString: strerror(code)))."
        case .unwritable(let file, let code):
            "\(quoted(file)) cannot be written: \(String(cString: strerror(code)))."
        case .notRegularFile(let file):
            "\(quoted(file)) is not a regular file."
        case .unknownContainer(let file):
            "\(quoted(file)) is neither safetensors nor a PyTorch checkpoint."
        case .safetensors(let file, let offset, let fault):
            "\(quoted(file)), byte \(offset): not valid safetensors: \(fault)."
        case .zip(let file, let offset, let fault):
            "\(quoted(file)), byte \(offset): not a valid PyTorch archive: \(fault)."
        case .pickle(let file, let offset, let fault):
            "\(quoted(file)), byte \(offset): pickle refused: \(fault)."
        case .torch(let file, let offset, let fault):
            "\(quoted(file)), byte \(offset): not a valid PyTorch checkpoint: \(fault)."
        case .missingKey(let file, let key, let similar):
            "\(quoted(file)) has no tensor \(quoted(key))"
                + (similar.isEmpty ? "." : "; it has \(similar.map(quoted).joined(separator: ", ")).")
        case .ambiguousKey(let file, let key, let candidates):
            "\(quoted(file)) has several tensors for \(quoted(key)): \(candidates.map(quoted).joined(separator: ", "))."
        case .shapeMismatch(let file, let key, let expected, let found):
            "\(quoted(file)): tensor \(quoted(key)) has the shape \(found) where \(expected) is expected."
        case .unsupportedElementType(let file, let key, let type):
            "\(quoted(file)): tensor \(quoted(key)) holds elements of type \(quoted(type)), which cannot be read here."
        case .notFinite(let file, let key, let index):
            "\(quoted(file)): tensor \(quoted(key)) has a weight that is no finite number, at index \(index)."
        }
    }
}

/// `text` in quotation marks, fit for a terminal: names in files may hold control characters or be very long.
func quoted(_ text: String) -> String {
    let limit = 200
    var result = "“"
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == limit {
            result += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result + "”"
}

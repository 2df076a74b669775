import CICU

/// A mapping of whole strings that ICU carries out.
enum UnicodeTransform {
    /// Normalisation form KC.
    case nfkc
    /// Full lowercase mapping, the same in every locale: Python's `str.lower()`.
    case rootLowercase

    func apply(to text: String) throws(TokenizationError) -> String {
        let source = Array(text.utf16)
        guard !source.isEmpty else { return text }
        guard source.count <= Int32.max else {
            throw .textTooLong(length: source.count, limit: Int(Int32.max))
        }
        // The result is rarely longer than the text; when it is, ICU says by how much.
        var capacity = source.count
        while true {
            var answer: Int32 = 0
            let result = Array<UInt16>(unsafeUninitializedCapacity: capacity) { buffer, count in
                answer = call(source, into: buffer)
                count = min(max(Int(answer), 0), capacity)
            }
            guard answer >= 0 else {
                throw .unicodeFailure(name: String(cString: cicu_error_name(-answer)))
            }
            if Int(answer) <= capacity {
                return String(decoding: result, as: UTF16.self)
            }
            capacity = Int(answer)
        }
    }

    /// - Returns: the length of the whole result, or a negated error code.
    private func call(_ source: [UInt16], into buffer: UnsafeMutableBufferPointer<UInt16>) -> Int32 {
        let function =
            switch self {
            case .nfkc: cicu_normalize_nfkc
            case .rootLowercase: cicu_lowercase_root
            }
        return function(source, Int32(source.count), buffer.baseAddress, Int32(buffer.count))
    }
}

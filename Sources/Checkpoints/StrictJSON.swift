/// Reads JSON piece by piece, in the order in which the caller expects it, for headers made by strangers.
///
/// Unlike `JSONDecoder` it lets the caller see duplicate keys, and it never recurses. Only what safetensors headers consist of is known:
/// objects, arrays, strings and natural numbers.
struct StrictJSON {
    private let bytes: [UInt8]
    private var position = 0
    /// Where `bytes` begins in the file.
    private let start: Int

    typealias Failure = LocatedFault<SafetensorsFault>

    init(_ bytes: [UInt8], at start: Int) {
        self.bytes = bytes
        self.start = start
    }

    /// The place in the file of the next byte.
    var offset: Int { start + position }

    mutating func beginObject() throws(Failure) {
        try expect("{", "an opening brace")
    }

    mutating func beginArray() throws(Failure) {
        try expect("[", "an opening bracket")
    }

    /// The key of the next member of an object, its colon consumed; nil after the last, the brace consumed.
    /// - Parameter isFirst: true before the first call in an object; becomes false.
    mutating func nextKey(isFirst: inout Bool) throws(Failure) -> String? {
        guard try !ends(with: "}", isFirst: &isFirst, "a comma or a closing brace") else { return nil }
        let key = try string()
        try expect(":", "a colon")
        return key
    }

    /// Whether another element of an array follows; at the end the bracket is consumed.
    /// - Parameter isFirst: true before the first call in an array; becomes false.
    mutating func hasNextElement(isFirst: inout Bool) throws(Failure) -> Bool {
        try !ends(with: "]", isFirst: &isFirst, "a comma or a closing bracket")
    }

    /// A natural number that fits an Int.
    mutating func naturalNumber() throws(Failure) -> Int {
        skipWhitespace()
        let first = position
        var value = 0
        while position < bytes.count, case let digit = bytes[position], (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflows) = product.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !productOverflows, !sumOverflows else { throw Failure(.syntax(expected: "a smaller number"), at: start + first) }
            value = sum
            position += 1
        }
        let hasLeadingZero = position - first > 1 && bytes[first] == UInt8(ascii: "0")
        guard position > first, !hasLeadingZero else { throw Failure(.syntax(expected: "a natural number"), at: start + first) }
        return value
    }

    mutating func string() throws(Failure) -> String {
        try expect("\"", "a string")
        let first = position
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw failure("a closing quotation mark") }
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw Failure(.notUTF8, at: start + first) }
                return string
            case UInt8(ascii: "\\"):
                position += 1
                try text.append(contentsOf: Array(String(escapedScalar()).utf8))
            case 0..<0x20:
                throw failure("no control character")
            default:
                text.append(byte)
                position += 1
            }
        }
    }

    /// Checks that nothing but white space is left.
    mutating func end() throws(Failure) {
        skipWhitespace()
        guard position == bytes.count else { throw failure("nothing more") }
    }

    /// What follows a backslash.
    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        guard position < bytes.count else { throw failure("an escape") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexadecimalUnit()
            guard UTF16.isLeadSurrogate(unit) else {
                guard let scalar = Unicode.Scalar(unit) else { throw failure("a leading surrogate") }
                return scalar
            }
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u") else {
                throw failure("a trailing surrogate")
            }
            position += 2
            let trail = try hexadecimalUnit()
            guard UTF16.isTrailSurrogate(trail) else { throw failure("a trailing surrogate") }
            return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
        default:
            position -= 1
            throw failure("an escape")
        }
    }

    private mutating func hexadecimalUnit() throws(Failure) -> UInt16 {
        guard position + 4 <= bytes.count else { throw failure("four hexadecimal digits") }
        var unit: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("four hexadecimal digits") }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    private mutating func ends(with closing: Unicode.Scalar, isFirst: inout Bool, _ expected: String) throws(Failure) -> Bool {
        skipWhitespace()
        guard position < bytes.count else { throw failure(expected) }
        let byte = bytes[position]
        if byte == UInt8(ascii: closing) {
            position += 1
            return true
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else { throw failure(expected) }
            position += 1
        }
        isFirst = false
        return false
    }

    private mutating func expect(_ scalar: Unicode.Scalar, _ expected: String) throws(Failure) {
        skipWhitespace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { throw failure(expected) }
        position += 1
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func failure(_ expected: String) -> Failure {
        Failure(.syntax(expected: expected), at: offset)
    }
}

/// The 64-bit numbers of an entry (APPNOTE 4.5.3): each 32-bit field that is all ones is replaced by the next of the extra field with id 1.
struct Zip64Extra {
    let size: UInt64
    let storedSize: UInt64
    let localOffset: UInt64

    private static let identifier: UInt16 = 1

    /// Nil where a number that should be there is not.
    init?(_ extra: [UInt8], size: UInt32, storedSize: UInt32, localOffset: UInt32) {
        var wide = Zip64Extra.payload(of: extra)
        func resolved(_ value: UInt32) -> UInt64? {
            guard value == .max else { return UInt64(value) }
            guard wide.count >= 8 else { return nil }
            defer { wide = wide.dropFirst(8) }
            return wide.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        guard let size = resolved(size), let storedSize = resolved(storedSize), let localOffset = resolved(localOffset) else { return nil }
        self.size = size
        self.storedSize = storedSize
        self.localOffset = localOffset
    }

    /// The contents of the first field with the identifier; empty where there is none.
    private static func payload(of extra: [UInt8]) -> ArraySlice<UInt8> {
        var rest = extra[...]
        while rest.count >= 4 {
            let header = Array(rest.prefix(4))
            let identifier = UInt16(header[0]) | UInt16(header[1]) << 8
            let length = Int(header[2]) | Int(header[3]) << 8
            rest = rest.dropFirst(4)
            guard length <= rest.count else { return [] }
            if identifier == Zip64Extra.identifier { return rest.prefix(length) }
            rest = rest.dropFirst(length)
        }
        return []
    }
}

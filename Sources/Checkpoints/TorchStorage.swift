/// A reference from a pickle to a run of elements that stands elsewhere in the file.
struct TorchStorage {
    /// Names the run.
    let key: String
    let elementType: ElementType
    /// Elements in the run.
    let count: Int
    /// Where in the run this storage begins, in elements; other than 0 only in legacy files, where a storage can be a part of another.
    let start: Int
    /// Elements of this storage.
    let viewCount: Int
    /// Where in the file the reference stands, for errors.
    let offset: Int

    /// The classes of storages, as `torch` names them.
    static let types: [(name: String, elementType: ElementType)] = [
        ("DoubleStorage", .float64),
        ("FloatStorage", .float32),
        ("HalfStorage", .float16),
        ("BFloat16Storage", .bfloat16),
        ("LongStorage", .int64),
        ("IntStorage", .int32),
        ("ShortStorage", .int16),
        ("CharStorage", .int8),
        ("ByteStorage", .uint8),
        ("BoolStorage", .bool),
        ("ComplexFloatStorage", .other(name: "complex64", byteCount: 8)),
        ("ComplexDoubleStorage", .other(name: "complex128", byteCount: 16)),
    ]

    /// Bytes of the whole run; nil where that overflows.
    var byteCount: Int? {
        guard let size = elementType.byteCount else { return nil }
        let (product, overflows) = count.multipliedReportingOverflow(by: size)
        return overflows ? nil : product
    }
}

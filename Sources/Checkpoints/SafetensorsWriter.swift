import Foundation
import Tensors

/// Writes a safetensors file tensor by tensor, so that only one of them need be in memory.
///
/// The file appears under its name when `finish()` has returned, replacing one that stands there; until then, and for good if the writer is
/// dropped before, there is nothing under that name.
/// ```swift
/// let writer = try SafetensorsWriter(path, entries: [.init(key: "weight", elementType: .float16, shape: [2, 3])])
/// try writer.append(weight)
/// try writer.finish()
/// ```
public final class SafetensorsWriter {
    /// A tensor to come.
    public struct Entry: Sendable, Hashable {
        public let key: String
        /// One of float32, float16, bfloat16, int32 and uint8.
        public let elementType: ElementType
        public let shape: [Int]

        public init(key: String, elementType: ElementType, shape: [Int]) {
            self.key = key
            self.elementType = elementType
            self.shape = shape
        }
    }

    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private let entries: [Entry]
    private var written = 0
    private var isFinished = false

    /// Creates a file beside `path` under another name and writes the header.
    /// - Parameters:
    ///   - entries: all tensors, in the order in which they will be appended; their keys differ.
    ///   - metadata: texts that the file carries about itself.
    /// - Throws: `unwritable`.
    public init(_ path: String, entries: [Entry], metadata: [String: String] = [:]) throws(CheckpointError) {
        precondition(Set(entries.map(\.key)).count == entries.count, "two tensors of the same key")
        let (folder, name) = SafetensorsWriter.split(path)
        temporaryPath = "\(folder).\(name).\(UInt64.random(in: 0 ... .max)).partial"
        self.path = path
        self.entries = entries
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .unwritable(file: path, code: errno) }
        try append(elements: SafetensorsWriter.header(entries, metadata))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        if !isFinished { unlink(temporaryPath) }
    }

    /// Writes the next tensor, converted to the type of its entry: to nearest, ties to even.
    /// - Precondition: it has the shape of that entry, which is of a floating-point type.
    /// - Throws: `unwritable`.
    public func append(_ tensor: Tensor) throws(CheckpointError) {
        let entry = nextEntry(shape: tensor.shape)
        switch entry.elementType {
        case .float32: try append(tensor) { $0.bitPattern }
        case .float16: try append(tensor) { Float16($0).bitPattern }
        case .bfloat16: try append(tensor, as: SafetensorsWriter.bfloat16)
        default: preconditionFailure("\(entry.key) is to be written as \(entry.elementType.name)")
        }
    }

    /// Elements that are converted at a time: a table of a large vocabulary need not be in memory twice.
    private static let pieceLength = 1 << 20

    private func append<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ tensor: Tensor, as bits: (Float) -> Bits
    ) throws(CheckpointError) {
        for start in stride(from: 0, to: tensor.count, by: SafetensorsWriter.pieceLength) {
            let range = start..<min(start + SafetensorsWriter.pieceLength, tensor.count)
            try append(elements: tensor.withUnsafeBufferPointer { $0[range].map(bits) })
        }
    }

    /// Writes the next tensor, of integers in row-major order.
    /// - Precondition: there are as many as its entry says, which is of type int32.
    /// - Throws: `unwritable`.
    public func append(_ integers: [Int32]) throws(CheckpointError) {
        precondition(entries[written].elementType == .int32, "\(entries[written].key) is no tensor of integers")
        precondition(StridedLayout.elementCount(of: entries[written].shape) == integers.count, "wrong number of integers")
        written += 1
        try append(elements: integers)
    }

    /// Writes the next tensor, of bytes in row-major order.
    /// - Precondition: there are as many as its entry says, which is of type uint8.
    /// - Throws: `unwritable`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        precondition(entries[written].elementType == .uint8, "\(entries[written].key) is no tensor of bytes")
        precondition(StridedLayout.elementCount(of: entries[written].shape) == bytes.count, "wrong number of bytes")
        written += 1
        try write(bytes)
    }

    /// Makes sure that all is on disk and gives the file its name.
    /// - Precondition: every entry has been appended.
    /// - Throws: `unwritable`.
    public func finish() throws(CheckpointError) {
        precondition(written == entries.count, "\(entries.count - written) tensors are missing")
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw .unwritable(file: path, code: errno) }
        isFinished = true
    }

    private func nextEntry(shape: [Int]) -> Entry {
        precondition(written < entries.count, "more tensors than entries")
        let entry = entries[written]
        precondition(entry.shape == shape, "\(entry.key) is of shape \(shape), not \(entry.shape)")
        written += 1
        return entry
    }

    private func append<Element: BitwiseCopyable>(elements: [Element]) throws(CheckpointError) {
        try elements.span.bytes.withUnsafeBytes { bytes throws(CheckpointError) in try write(bytes) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var rest = bytes
        while let base = rest.baseAddress, rest.count > 0 {
            let count = Foundation.write(descriptor, base, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .unwritable(file: path, code: errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }
}

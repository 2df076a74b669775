import Synchronization
import Tensors

/// A scope over the tensors of a checkpoint: the view through which layers and models read their weights.
///
/// All scopes made from one `Weights` share the note of what has been read, so that `unread()` speaks for the whole file.
public struct Weights: Sendable {
    private let source: Source
    /// Empty, or ends in a full stop.
    private let prefix: String

    /// - Parameters:
    ///   - checkpoint: where the tensors come from.
    ///   - renaming: how its keys become the names asked for here.
    ///   - allowsNonFinite: whether weights that are NaN or infinite are handed out instead of refused.
    public init(_ checkpoint: any Checkpoint, renaming: KeyRules = .none, allowsNonFinite: Bool = false) {
        source = Source(checkpoint: checkpoint, rules: renaming, allowsNonFinite: allowsNonFinite)
        prefix = ""
    }

    private init(source: Source, prefix: String) {
        self.source = source
        self.prefix = prefix
    }

    /// The path of the file behind these weights.
    public var path: String { source.checkpoint.path }

    /// The weights whose names begin with `name` and a full stop, named without it.
    public subscript(scope name: String) -> Weights {
        Weights(source: source, prefix: name.isEmpty ? prefix : prefix + name + ".")
    }

    /// The names of all tensors in this scope, sorted.
    public var names: [String] {
        source.keysByName.keys
            .filter { $0.utf8.starts(with: prefix.utf8) }
            .map { String(Substring($0.utf8.dropFirst(prefix.utf8.count))) }
            .sorted()
    }

    /// The names of those tensors in this scope that the rules expect somebody to read, sorted.
    public var expectedNames: [String] { names.filter { source.expects(prefix + $0) } }

    /// Whether there is a tensor of this name.
    public func contains(_ name: String) -> Bool {
        source.keysByName[prefix + name] != nil
    }

    /// The shape of a tensor, which does not count as reading it.
    /// - Throws: `missingKey`, `ambiguousKey`.
    public func shape(of name: String) throws(CheckpointError) -> [Int] {
        try located(name).summary.shape
    }

    /// The type of a tensor's elements as stored, which does not count as reading it.
    /// - Throws: `missingKey`, `ambiguousKey`.
    public func elementType(of name: String) throws(CheckpointError) -> ElementType {
        try located(name).summary.elementType
    }

    /// The tensor as Float32, row-major.
    /// - Parameter shape: what the caller's configuration says its shape must be.
    /// - Throws: `missingKey`, `ambiguousKey`, `shapeMismatch`, `unsupportedElementType`, `notFinite`, or what is wrong with the bytes.
    public func tensor(_ name: String, shape: [Int]) throws(CheckpointError) -> Tensor {
        let key = try key(of: name, shape: shape)
        let tensor = try source.checkpoint.tensor(key)
        if !source.allowsNonFinite, let index = tensor.withUnsafeBufferPointer(firstNonFiniteIndex) {
            throw .notFinite(file: path, key: key, index: index)
        }
        source.noteAsRead(key)
        return tensor
    }

    /// An integer or bool tensor, row-major.
    /// - Parameter shape: what the caller's configuration says its shape must be.
    /// - Throws: as `tensor(_:shape:)`; `unsupportedElementType` for floating-point elements.
    public func integers(_ name: String, shape: [Int]) throws(CheckpointError) -> [Int64] {
        let key = try key(of: name, shape: shape)
        let integers = try source.checkpoint.integers(key)
        source.noteAsRead(key)
        return integers
    }

    /// Bytes in the order in which a kernel reads them: where they lie in the file when they are aligned there, else copied.
    /// - Parameter count: how many there must be.
    /// - Throws: `missingKey`, `ambiguousKey`, `shapeMismatch`, `unsupportedElementType` for anything but bytes.
    public func packedBytes(_ name: String, count: Int) throws(CheckpointError) -> PackedBytes {
        let key = try key(of: name, shape: [count])
        guard let type = source.checkpoint.summary(of: key)?.elementType, type == .uint8,
            let mapped = try source.checkpoint.mappedBytes(of: key)
        else {
            throw .unsupportedElementType(file: path, key: key, type: source.checkpoint.summary(of: key)?.elementType.name ?? "")
        }
        source.noteAsRead(key)
        return PackedBytes.isAligned(mapped.bytes) ? PackedBytes(mapped.bytes, of: mapped.owner) : PackedBytes(copying: mapped.bytes)
    }

    /// The keys of the file that nobody has asked for, sorted, less those that the rules hide or expect to be unused.
    public func unread() -> [String] {
        source.unread()
    }

    private func key(of name: String, shape: [Int]) throws(CheckpointError) -> String {
        let (key, summary) = try located(name)
        guard summary.shape == shape else {
            throw .shapeMismatch(file: path, key: key, expected: shape, found: summary.shape)
        }
        return key
    }

    private func located(_ name: String) throws(CheckpointError) -> (key: String, summary: TensorSummary) {
        let fullName = prefix + name
        guard let keys = source.keysByName[fullName], let summary = source.checkpoint.summary(of: keys[0]) else {
            throw .missingKey(file: path, key: fullName, similar: similarNames(to: fullName, among: source.keysByName.keys))
        }
        guard keys.count == 1 else {
            throw .ambiguousKey(file: path, key: fullName, candidates: keys)
        }
        return (keys[0], summary)
    }
}

extension Weights {
    /// What all scopes of one checkpoint share.
    private final class Source: Sendable {
        let checkpoint: any Checkpoint
        let allowsNonFinite: Bool
        /// Name under the rules → keys of the file; more than one only where the rules make two keys meet.
        let keysByName: [String: [String]]
        private let expectedUnused: Set<String>
        private let read = Mutex<Set<String>>([])

        init(checkpoint: any Checkpoint, rules: KeyRules, allowsNonFinite: Bool) {
            self.checkpoint = checkpoint
            self.allowsNonFinite = allowsNonFinite
            var keysByName: [String: [String]] = [:]
            var expectedUnused: Set<String> = []
            for key in checkpoint.keys {
                guard let renamed = rules.name(for: key) else { continue }
                keysByName[renamed.name, default: []].append(key)
                if renamed.expectedUnused { expectedUnused.insert(key) }
            }
            self.keysByName = keysByName
            self.expectedUnused = expectedUnused
        }

        func noteAsRead(_ key: String) {
            read.withLock { _ = $0.insert(key) }
        }

        func expects(_ name: String) -> Bool {
            keysByName[name]?.contains { !expectedUnused.contains($0) } ?? false
        }

        func unread() -> [String] {
            let read = read.withLock { $0 }
            return keysByName.values.joined().filter { !read.contains($0) && !expectedUnused.contains($0) }.sorted()
        }
    }
}

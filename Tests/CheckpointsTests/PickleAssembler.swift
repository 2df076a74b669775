/// Writes pickles operation by operation, sound and unsound ones alike.
struct PickleAssembler {
    private(set) var bytes: [UInt8]

    /// - Parameter version: of the protocol.
    init(version: UInt8 = 2) {
        bytes = [0x80, version]
    }

    /// A whole pickle: what `body` writes, and STOP.
    static func pickle(version: UInt8 = 2, _ body: (inout PickleAssembler) -> Void) -> [UInt8] {
        var assembler = PickleAssembler(version: version)
        body(&assembler)
        assembler.raw(UInt8(ascii: "."))
        return assembler.bytes
    }

    mutating func raw(_ bytes: UInt8...) {
        self.bytes += bytes
    }

    mutating func raw(_ bytes: [UInt8]) {
        self.bytes += bytes
    }

    /// An opcode by its character in Python's table.
    mutating func operation(_ character: Unicode.Scalar) {
        bytes.append(UInt8(ascii: character))
    }

    mutating func text(_ text: String) {
        operation("X")
        raw(littleEndian(UInt32(text.utf8.count)) + text.utf8)
    }

    mutating func integer(_ value: Int) {
        if let value = Int32(exactly: value) {
            operation("J")
            raw(littleEndian(value))
        } else {
            raw([0x8A, 8] + littleEndian(Int64(value)))
        }
    }

    mutating func integers(_ values: [Int]) {
        tuple { assembler in
            for value in values { assembler.integer(value) }
        }
    }

    mutating func global(_ module: String, _ name: String) {
        operation("c")
        raw(Array("\(module)\n\(name)\n".utf8))
    }

    mutating func tuple(_ body: (inout PickleAssembler) -> Void) {
        operation("(")
        body(&self)
        operation("t")
    }

    mutating func emptyTuple() {
        operation(")")
    }

    /// Calls, as Python would, what stands below the arguments.
    mutating func reduce(_ arguments: (inout PickleAssembler) -> Void) {
        tuple(arguments)
        operation("R")
    }

    mutating func dictionary(_ items: (inout PickleAssembler) -> Void) {
        operation("}")
        operation("(")
        items(&self)
        operation("u")
    }

    /// `OrderedDict()` with items.
    mutating func orderedDictionary(_ items: (inout PickleAssembler) -> Void) {
        global("collections", "OrderedDict")
        emptyTuple()
        operation("R")
        operation("(")
        items(&self)
        operation("u")
    }

    /// A reference to a storage; `view` as legacy files have it.
    mutating func storage(_ key: String, type: String = "FloatStorage", count: Int, isLegacy: Bool = false, view: (start: Int, count: Int)? = nil) {
        tuple {
            $0.text("storage")
            $0.global("torch", type)
            $0.text(key)
            $0.text("cpu")
            $0.integer(count)
            if let view {
                $0.tuple {
                    $0.text("view")
                    $0.integer(view.start)
                    $0.integer(view.count)
                }
            } else if isLegacy {
                $0.operation("N")
            }
        }
        operation("Q")
    }

    /// A tensor over the storage that `storage` writes.
    mutating func tensor(shape: [Int], strides: [Int], offset: Int = 0, _ storage: (inout PickleAssembler) -> Void) {
        global("torch._utils", "_rebuild_tensor_v2")
        reduce {
            storage(&$0)
            $0.integer(offset)
            $0.integers(shape)
            $0.integers(strides)
            $0.raw(0x89)
            $0.global("collections", "OrderedDict")
            $0.emptyTuple()
            $0.operation("R")
        }
    }

    /// A vector that is all of the storage of that key.
    mutating func vector(_ key: String, count: Int) {
        tensor(shape: [count], strides: [1]) { $0.storage(key, count: count) }
    }
}

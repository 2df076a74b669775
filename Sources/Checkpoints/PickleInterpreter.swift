/// Follows the opcodes of one pickle and builds the data that it describes. Calls nothing, imports nothing, never recurses.
///
/// Memory and time are bounded whatever the file says: operations, stack and memo are counted, and every object is charged for
/// against a budget. The format: Python's `pickletools` module, protocols 2 to 5.
struct PickleInterpreter {
    private(set) var graph = PickleGraph()
    private(set) var cursor: PickleCursor
    var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [PickleValue?] = []
    private var memoCount = 0
    private var spent: Int
    /// Where the operation being followed stands in the file.
    private(set) var operationOffset: Int

    typealias Failure = LocatedFault<PickleFault>

    /// 100,000 tensors take about three million operations and a hundred megabytes.
    private enum Maximum {
        static let operations = 1 << 24
        static let memory = 1 << 28
        static let stackDepth = 1 << 20
        static let memoIndex = 1 << 22
        static let textLength = 1 << 24
        static let nameLength = 256
        static let integerLength = 255
    }

    /// Follows the pickle that begins at the cursor, up to and with its STOP.
    /// - Parameters:
    ///   - cursor: on return just behind the pickle.
    ///   - spent: what the pickles of the file have taken of their common budget of memory, in bytes.
    static func interpret(_ cursor: inout PickleCursor, spent: inout Int) throws(Failure) -> PickleGraph {
        var interpreter = PickleInterpreter(cursor, spent: spent)
        try interpreter.run()
        cursor = interpreter.cursor
        spent = interpreter.spent
        return interpreter.graph
    }

    private init(_ cursor: PickleCursor, spent: Int) {
        self.cursor = cursor
        self.spent = spent
        operationOffset = cursor.offset
    }

    private mutating func run() throws(Failure) {
        guard try cursor.byte() == PickleOpcode.proto.rawValue, try (2...5).contains(cursor.byte()) else {
            throw failure(.unsupportedProtocol)
        }
        for _ in 0..<Maximum.operations {
            operationOffset = cursor.offset
            let code = try cursor.byte()
            guard let opcode = PickleOpcode(rawValue: code) else {
                throw failure(PickleOpcode.forbiddenNames[code].map { .forbiddenOpcode($0) } ?? .unknownOpcode(code))
            }
            if opcode == .stop {
                guard stack.count == 1, marks.isEmpty else { throw failure(.unfinished) }
                graph.root = stack[0]
                return
            }
            try follow(opcode)
        }
        throw failure(.limitExceeded(.operations, maximum: Maximum.operations))
    }

    private mutating func follow(_ opcode: PickleOpcode) throws(Failure) {
        switch opcode {
        case .proto: throw failure(.forbiddenOpcode("PROTO"))
        case .frame: guard try cursor.integer(UInt64.self) <= UInt64(cursor.remaining) else { throw failure(.truncated) }
        case .stop: preconditionFailure("handled by the caller")

        case .mark:
            try checkDepth(marks.count)
            marks.append(stack.count)
        case .pop: _ = try pop()
        case .popMark: _ = try popToMark()

        case .none: try push(.none)
        case .newTrue: try push(.bool(true))
        case .newFalse: try push(.bool(false))
        case .binInt: try push(.integer(Int(cursor.integer(Int32.self))))
        case .binInt1: try push(.integer(Int(cursor.byte())))
        case .binInt2: try push(.integer(Int(cursor.integer(UInt16.self))))
        case .long1: try pushLong(length: Int(cursor.byte()))
        case .long4: try pushLong(length: Int(cursor.integer(UInt32.self)))
        // Alone in the format, floats are big-endian.
        case .binFloat: try push(.float(Double(bitPattern: cursor.integer(UInt64.self).byteSwapped)))

        case .shortBinUnicode: try pushText(length: UInt64(cursor.byte()))
        case .binUnicode: try pushText(length: UInt64(cursor.integer(UInt32.self)))
        case .binUnicode8: try pushText(length: cursor.integer(UInt64.self))
        // Strings of Python 2 are texts, such as names of tensors in ASCII, or bytes of whatever meaning.
        case .shortBinString: try pushText(length: UInt64(cursor.byte()), mayBeBytes: true)
        case .binString: try pushText(length: UInt64(cursor.integer(UInt32.self)), mayBeBytes: true)
        case .shortBinBytes: try skipBytes(length: UInt64(cursor.byte()))
        case .binBytes: try skipBytes(length: UInt64(cursor.integer(UInt32.self)))
        case .binBytes8, .byteArray8: try skipBytes(length: cursor.integer(UInt64.self))

        case .emptyTuple, .emptyList: try pushSequence([])
        case .tuple1: try pushSequence(pop(1))
        case .tuple2: try pushSequence(pop(2))
        case .tuple3: try pushSequence(pop(3))
        case .tuple, .list: try pushSequence(popToMark())
        case .append: try append(pop(1))
        case .appends: try append(popToMark())
        case .emptyDictionary: try pushMapping([], isOrdered: false)
        case .dictionary: try pushMapping(popToMark(), isOrdered: false)
        case .setItem: try setItems(pop(2))
        case .setItems: try setItems(popToMark())
        case .emptySet: try push(.opaque)
        case .addItems:
            _ = try popToMark()
            guard case .opaque = try top() else { throw failure(.wrongOperand(expected: "a set")) }
        case .frozenSet:
            _ = try popToMark()
            try push(.opaque)

        case .binPut: try memoize(at: Int(cursor.byte()))
        case .longBinPut: try memoize(at: Int(cursor.integer(UInt32.self)))
        case .memoize: try memoize(at: memoCount)
        case .binGet: try recall(Int(cursor.byte()))
        case .longBinGet: try recall(Int(cursor.integer(UInt32.self)))

        case .global:
            let module = try cursor.line(maximumLength: Maximum.nameLength)
            try pushGlobal(module: module, name: cursor.line(maximumLength: Maximum.nameLength))
        case .stackGlobal:
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw failure(.wrongOperand(expected: "two texts"))
            }
            try pushGlobal(module: module, name: name)
        case .reduce: try reduce()
        case .newObject: try makeObject()
        case .build: try build()
        case .binPersistentID: try pushStorage()
        }
    }
}

// MARK: - Stack, memo and budget

extension PickleInterpreter {
    func failure(_ fault: PickleFault) -> Failure {
        Failure(fault, at: operationOffset)
    }

    mutating func push(_ value: PickleValue) throws(Failure) {
        try checkDepth(stack.count)
        stack.append(value)
    }

    mutating func pop() throws(Failure) -> PickleValue {
        try pop(1)[0]
    }

    /// The topmost values, in the order in which they were pushed. A mark is a wall.
    mutating func pop(_ count: Int) throws(Failure) -> [PickleValue] {
        guard stack.count - (marks.last ?? 0) >= count else { throw failure(.stackUnderflow) }
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    private mutating func popToMark() throws(Failure) -> [PickleValue] {
        guard let mark = marks.popLast() else { throw failure(.stackUnderflow) }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    func top() throws(Failure) -> PickleValue {
        guard stack.count > marks.last ?? 0, let value = stack.last else { throw failure(.stackUnderflow) }
        return value
    }

    /// Charges for an object, before it is made.
    mutating func spend(_ byteCount: Int) throws(Failure) {
        spent += byteCount
        guard spent <= Maximum.memory else { throw failure(.limitExceeded(.memory, maximum: Maximum.memory)) }
    }

    private func checkDepth(_ depth: Int) throws(Failure) {
        guard depth < Maximum.stackDepth else { throw failure(.limitExceeded(.stackDepth, maximum: Maximum.stackDepth)) }
    }

    private mutating func memoize(at index: Int) throws(Failure) {
        let value = try top()
        guard index < Maximum.memoIndex else { throw failure(.limitExceeded(.memoIndex, maximum: Maximum.memoIndex)) }
        if index >= memo.count {
            try spend((index + 1 - memo.count) * PickleInterpreter.valueByteCount)
            memo.append(contentsOf: repeatElement(nil, count: index + 1 - memo.count))
        }
        if memo[index] == nil { memoCount += 1 }
        memo[index] = value
    }

    private mutating func recall(_ index: Int) throws(Failure) {
        guard index < memo.count, let value = memo[index] else { throw failure(.memoMissing(index: index)) }
        try push(value)
    }
}

// MARK: - Texts, numbers and containers

extension PickleInterpreter {
    /// Bytes that an array takes beside its elements.
    private static let overhead = 64
    static let valueByteCount = MemoryLayout<PickleValue>.stride

    private mutating func pushText(length: UInt64, mayBeBytes: Bool = false) throws(Failure) {
        guard length <= UInt64(Maximum.textLength) else { throw failure(.limitExceeded(.textLength, maximum: Maximum.textLength)) }
        try spend(Int(length) + PickleInterpreter.overhead)
        if let text = String(validating: try cursor.bytes(Int(length)), as: UTF8.self) {
            try push(.text(text))
        } else if mayBeBytes {
            try push(.opaque)
        } else {
            throw failure(.notUTF8)
        }
    }

    private mutating func skipBytes(length: UInt64) throws(Failure) {
        guard let count = Int(exactly: length) else { throw failure(.truncated) }
        try cursor.skip(count)
        try push(.opaque)
    }

    /// A two's complement number of any length. One beyond 64 bits counts nothing that a file could have.
    private mutating func pushLong(length: Int) throws(Failure) {
        guard length <= Maximum.integerLength else { throw failure(.limitExceeded(.integerLength, maximum: Maximum.integerLength)) }
        let bytes = try cursor.bytes(length)
        guard bytes.count <= 8 else { return try push(.opaque) }
        let isNegative = bytes.last.map { $0 & 0x80 != 0 } ?? false
        try push(.integer(bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }))
    }

    private mutating func pushSequence(_ elements: [PickleValue]) throws(Failure) {
        try spend(PickleInterpreter.overhead + elements.count * PickleInterpreter.valueByteCount)
        graph.sequences.append(elements)
        try push(.sequence(graph.sequences.count - 1))
    }

    private mutating func append(_ elements: [PickleValue]) throws(Failure) {
        switch try top() {
        case .sequence(let place):
            try spend(elements.count * PickleInterpreter.valueByteCount)
            graph.sequences[place].append(contentsOf: elements)
        case .opaque: break
        default: throw failure(.wrongOperand(expected: "a list"))
        }
    }

    /// - Parameter items: keys and values by turns.
    mutating func pushMapping(_ items: [PickleValue], isOrdered: Bool) throws(Failure) {
        try spend(PickleInterpreter.overhead)
        graph.mappings.append([])
        try push(.mapping(graph.mappings.count - 1, isOrdered: isOrdered))
        try setItems(items)
    }

    /// - Parameter items: keys and values by turns.
    private mutating func setItems(_ items: [PickleValue]) throws(Failure) {
        guard items.count.isMultiple(of: 2) else { throw failure(.wrongOperand(expected: "as many values as keys")) }
        switch try top() {
        case .mapping(let place, _):
            try spend(items.count * PickleInterpreter.valueByteCount)
            for index in stride(from: 0, to: items.count, by: 2) {
                graph.mappings[place].append((key: items[index], value: items[index + 1]))
            }
        case .opaque: break
        default: throw failure(.wrongOperand(expected: "a dictionary"))
        }
    }

    private mutating func pushGlobal(module: String, name: String) throws(Failure) {
        guard let global = PickleGlobal(module: module, name: name) else { throw failure(.forbiddenGlobal("\(module).\(name)")) }
        try push(.global(global))
    }
}

// MARK: - What torch adds

extension PickleInterpreter {
    mutating func push(_ storage: TorchStorage) throws(Failure) {
        try spend(MemoryLayout<TorchStorage>.stride)
        graph.storages.append(storage)
        try push(.storage(graph.storages.count - 1))
    }

    mutating func push(_ tensor: PickleGraph.TensorView) throws(Failure) {
        try spend(MemoryLayout<PickleGraph.TensorView>.stride + 2 * (PickleInterpreter.overhead + 8 * tensor.layout.shape.count))
        graph.tensors.append(tensor)
        try push(.tensor(graph.tensors.count - 1))
    }
}

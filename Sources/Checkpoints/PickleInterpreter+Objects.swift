/// The operations with which Python would call something. Here each is a rule for data, by the name that the pickle gives.
extension PickleInterpreter {
    /// REDUCE: in Python, a call of `callable(*arguments)`.
    mutating func reduce() throws(Failure) {
        let operands = try pop(2)
        guard case .global(let global) = operands[0] else { throw failure(.wrongOperand(expected: "an allowed name")) }
        guard case .sequence(let place) = operands[1] else { throw failure(.wrongOperand(expected: "a tuple of arguments")) }
        let arguments = graph.sequences[place]
        switch global {
        case .orderedDictionary: try pushOrderedDictionary(arguments)
        case .rebuildTensor: try pushTensor(arguments)
        case .rebuildParameter: try pushParameter(arguments, name: "torch._utils._rebuild_parameter", counts: 3...3)
        case .parameter: try pushParameter(arguments, name: "torch.nn.parameter.Parameter", counts: 1...2)
        case .storageType(let index): throw failure(.wrongArguments(global: "torch." + TorchStorage.types[index].name))
        case .opaque: try push(.opaque)
        }
    }

    /// NEWOBJ: in Python, a call of `class.__new__(class, *arguments)`.
    mutating func makeObject() throws(Failure) {
        let operands = try pop(2)
        guard case .sequence(let place) = operands[1] else { throw failure(.wrongOperand(expected: "a tuple of arguments")) }
        switch operands[0] {
        case .global(.opaque): try push(.opaque)
        case .global(.orderedDictionary): try pushOrderedDictionary(graph.sequences[place])
        default: throw failure(.wrongOperand(expected: "an allowed class"))
        }
    }

    /// BUILD: in Python, `object.__setstate__(state)` or new attributes. The `_metadata` of a state dictionary says nothing about its weights.
    mutating func build() throws(Failure) {
        _ = try pop()
        switch try top() {
        case .mapping(_, isOrdered: true), .opaque: break
        default: throw failure(.wrongOperand(expected: "an object with attributes"))
        }
    }

    /// BINPERSID: torch's reference to a storage, `("storage", type, key, location, count)`, in legacy files with a sixth element:
    /// None or `(view key, start, count)` of a part of the storage.
    mutating func pushStorage() throws(Failure) {
        guard case .sequence(let place) = try pop() else { throw failure(.invalidStorageReference) }
        let fields = graph.sequences[place]
        guard fields.count == 5 || fields.count == 6, case .text("storage") = fields[0],
            case .global(.storageType(let typeIndex)) = fields[1], case .text(let key) = fields[2], case .text = fields[3],
            case .integer(let count) = fields[4], count >= 0
        else { throw failure(.invalidStorageReference) }
        var view = 0..<count
        switch fields.count == 6 ? fields[5] : .none {
        case .none: break
        case .sequence(let place):
            let part = graph.sequences[place]
            guard part.count == 3, case .integer(let start) = part[1], case .integer(let viewCount) = part[2],
                start >= 0, viewCount >= 0, start <= count, viewCount <= count - start
            else { throw failure(.invalidStorageReference) }
            view = start..<start + viewCount
        default: throw failure(.invalidStorageReference)
        }
        try push(
            TorchStorage(
                key: key, elementType: TorchStorage.types[typeIndex].elementType, count: count, start: view.lowerBound,
                viewCount: view.count, offset: operationOffset))
    }

    /// `_rebuild_tensor_v2(storage, offset, shape, strides, requires gradient, hooks[, metadata])`.
    private mutating func pushTensor(_ arguments: [PickleValue]) throws(Failure) {
        guard arguments.count == 6 || arguments.count == 7, case .storage(let storage) = arguments[0],
            case .integer(let offset) = arguments[1], let shape = graph.extents(arguments[2]),
            let strides = graph.extents(arguments[3]), case .bool = arguments[4]
        else { throw failure(.wrongArguments(global: "torch._utils._rebuild_tensor_v2")) }
        let storageCount = graph.storages[storage].viewCount
        guard let layout = StridedLayout(shape: shape, strides: strides, offset: offset, within: storageCount) else {
            throw failure(.viewOutsideStorage(shape: shape, strides: strides, offset: offset, storageCount: storageCount))
        }
        try push(PickleGraph.TensorView(storage: storage, layout: layout))
    }

    /// A parameter is its tensor; whether it wants a gradient, and hooks, are dropped.
    private mutating func pushParameter(_ arguments: [PickleValue], name: String, counts: ClosedRange<Int>) throws(Failure) {
        guard counts.contains(arguments.count), case .tensor = arguments[0] else { throw failure(.wrongArguments(global: name)) }
        try push(arguments[0])
    }

    /// `OrderedDict()`, or `OrderedDict(pairs)` as Python 2 wrote it.
    private mutating func pushOrderedDictionary(_ arguments: [PickleValue]) throws(Failure) {
        let wrong = failure(.wrongArguments(global: "collections.OrderedDict"))
        guard let first = arguments.first else { return try pushMapping([], isOrdered: true) }
        guard arguments.count == 1, case .sequence(let place) = first else { throw wrong }
        let pairs = graph.sequences[place]
        try spend(2 * pairs.count * PickleInterpreter.valueByteCount)
        var items: [PickleValue] = []
        for pair in pairs {
            guard case .sequence(let pairPlace) = pair, graph.sequences[pairPlace].count == 2 else { throw wrong }
            items += graph.sequences[pairPlace]
        }
        try pushMapping(items, isOrdered: true)
    }
}

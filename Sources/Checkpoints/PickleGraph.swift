/// What a pickle describes: its root, and the containers, storages and tensors that values refer to by place.
struct PickleGraph {
    /// A tensor as described: a view of a storage.
    struct TensorView {
        /// Place in `storages`.
        let storage: Int
        let layout: StridedLayout
    }

    var root = PickleValue.none
    var sequences: [[PickleValue]] = []
    var mappings: [[(key: PickleValue, value: PickleValue)]] = []
    var storages: [TorchStorage] = []
    var tensors: [TensorView] = []

    /// What a dictionary holds for a text; as in Python the last one set.
    func value(for key: String, inMapping mapping: Int) -> PickleValue? {
        mappings[mapping].last {
            if case .text(key) = $0.key { true } else { false }
        }?.value
    }

    /// The elements of a tuple or list of integers that can be a shape, or nil.
    func extents(_ value: PickleValue) -> [Int]? {
        guard case .sequence(let place) = value, sequences[place].count <= StridedLayout.maximumRank else { return nil }
        var integers: [Int] = []
        for element in sequences[place] {
            guard case .integer(let integer) = element else { return nil }
            integers.append(integer)
        }
        return integers
    }
}

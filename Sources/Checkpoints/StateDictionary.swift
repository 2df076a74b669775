/// The named tensors of a pickle: the outermost dictionary, or the one inside the wrappers that training programs put around it.
struct StateDictionary {
    private(set) var tensors: [String: PickleGraph.TensorView] = [:]
    private(set) var skippedKeys: Set<String> = []

    /// In order of preference: Lightning, then Real-ESRGAN's averaged weights before the last ones, then plain training loops.
    private static let wrapperKeys = ["state_dict", "params_ema", "params", "model"]
    /// Wrappers inside wrappers that are followed; a dictionary may contain itself.
    private static let maximumDepth = 4

    /// Nil where the pickle holds no dictionary.
    init?(_ graph: PickleGraph) {
        guard case .mapping(var place, _) = graph.root else { return nil }
        var depth = 0
        while depth < StateDictionary.maximumDepth, let wrapper = StateDictionary.wrapper(in: place, of: graph) {
            for case (.text(let key), _) in graph.mappings[place] where key != wrapper.key {
                skippedKeys.insert(key)
            }
            place = wrapper.place
            depth += 1
        }
        for (key, value) in graph.mappings[place] {
            guard case .text(let key) = key else { continue }
            if case .tensor(let tensor) = value {
                tensors[key] = graph.tensors[tensor]
                skippedKeys.remove(key)
            } else {
                tensors[key] = nil
                skippedKeys.insert(key)
            }
        }
    }

    private static func wrapper(in mapping: Int, of graph: PickleGraph) -> (key: String, place: Int)? {
        for key in wrapperKeys {
            if case .mapping(let place, _) = graph.value(for: key, inMapping: mapping) { return (key, place) }
        }
        return nil
    }
}

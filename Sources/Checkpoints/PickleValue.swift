/// A value that a pickle has built. Containers are places in the `PickleGraph`, so values stay small, references may be shared
/// or go in circles, and nothing here is ever walked or freed recursively.
enum PickleValue {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case text(String)
    /// A tuple or list: its place in `PickleGraph.sequences`.
    case sequence(Int)
    /// A dictionary: its place in `PickleGraph.mappings`. Only an `OrderedDict` can be given attributes.
    case mapping(Int, isOrdered: Bool)
    case global(PickleGlobal)
    /// A place in `PickleGraph.storages`.
    case storage(Int)
    /// A place in `PickleGraph.tensors`.
    case tensor(Int)
    /// Something that no model needs.
    case opaque
}

/// A class or function that a pickle may name. None is ever called: each stands for a rule by which data is built, or for nothing at all.
enum PickleGlobal: Hashable {
    /// `collections.OrderedDict`: a dictionary.
    case orderedDictionary
    /// `torch._utils._rebuild_tensor_v2`: a view of a storage.
    case rebuildTensor
    /// `torch._utils._rebuild_parameter`: the tensor that it is given.
    case rebuildParameter
    /// `torch.nn.parameter.Parameter`: the same.
    case parameter
    /// The type of a storage, by its place in `TorchStorage.types`.
    case storageType(index: Int)
    /// Something that real training checkpoints carry and no model needs. Whatever is made of it is dropped.
    case opaque

    /// - Returns: nil where the name is not allowed.
    init?(module: String, name: String) {
        switch (module, name) {
        case ("collections", "OrderedDict"): self = .orderedDictionary
        case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
        case ("torch.nn.parameter", "Parameter"): self = .parameter
        case ("torch", let name):
            if let index = TorchStorage.types.firstIndex(where: { $0.name == name }) {
                self = .storageType(index: index)
            } else if PickleGlobal.opaqueNames[module]?.contains(name) == true {
                self = .opaque
            } else {
                return nil
            }
        default:
            let isOpaque =
                PickleGlobal.opaqueNames[module]?.contains(name) == true
                || PickleGlobal.opaqueModules.contains { module == $0 || module.hasPrefix($0 + ".") }
            guard isOpaque else { return nil }
            self = .opaque
        }
    }

    /// Modules all of whose names are opaque: Lightning's callbacks, kept as keys of the callbacks' state, and containers of hyperparameters.
    private static let opaqueModules = [
        "pytorch_lightning.callbacks", "lightning.pytorch.callbacks", "omegaconf",
    ]

    /// Names that are opaque, by module; the types of Python because omegaconf notes the type of each node.
    private static let opaqueNames: [String: Set<String>] = {
        let pythonTypes: Set = [
            "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object", "set", "str", "tuple",
        ]
        let numpyScalar: Set = ["scalar"]
        let paths: Set = ["Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"]
        return [
            "__builtin__": pythonTypes, "builtins": pythonTypes,
            "_codecs": ["encode"],
            "argparse": ["Namespace"],
            "collections": ["defaultdict"],
            "numpy": ["dtype"], "numpy.core.multiarray": numpyScalar, "numpy._core.multiarray": numpyScalar,
            "pathlib": paths, "pathlib._local": paths,
            "pytorch_lightning.utilities.parsing": ["AttributeDict"],
            "torch": ["Size", "device"],
            "typing": ["Any"],
        ]
    }()
}

extension ImageCodecError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingSetting(let name):
            "The codec's configuration lacks “\(name)”."
        case .invalidSetting(let name, let value, let expected):
            "The codec's configuration says \(value) for “\(name)” where \(expected) is expected."
        case .unsupportedTarget(let name):
            "The configuration describes “\(name)”, which is neither VQModel, GumbelVQ nor a transformer over one of them."
        case .malformedYAML(let line, let column, let reason):
            "The codec's configuration is no YAML that can be read: \(reason) (line \(line), column \(column))."
        case .malformedCodes(let reason):
            "This is no grid of codes: \(reason)."
        case .unsupportedCodesFormat(let found, let supported):
            "The codes are of format \(found); this program reads format \(supported)."
        case .codeCountMismatch(let width, let height, let codes):
            "A grid of \(width) × \(height) cells cannot hold \(codes) codes."
        case .gridSizeOutOfRange(let width, let height, let maximumCells):
            "A grid of \(width) × \(height) cells cannot be used: it must have 1 to \(maximumCells) cells."
        case .codeOutOfRange(let code, let index, let codebookSize):
            "Code \(code) at place \(index) is not in the codebook, which has \(codebookSize) entries."
        case .pictureSizeNotMultiple(let width, let height, let multiple):
            "A picture of \(width) × \(height) pixels cannot be encoded: both sides must be multiples of \(multiple)."
        }
    }
}

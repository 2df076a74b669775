/// What can go wrong between a model folder, a request and the files that come out.
public enum TextToImageError: Error, Sendable, Equatable {
    /// No model of this name in any of the places looked in.
    case modelNotFound(name: String, searched: [String])
    /// A path that was given as a model folder and is none.
    case notAModelFolder(path: String)
    case unreadableFile(path: String, reason: String)
    /// `model.json` does not say what it should; `place` is the key path.
    case badManifest(path: String, place: String, reason: String)
    case unsupportedFormat(path: String, found: Int, supported: Int)
    /// A file name in `model.json` that points out of the folder.
    case fileOutsideFolder(path: String, name: String)
    case missingFile(path: String)
    case wrongSize(path: String, expected: Int, found: Int)
    case wrongHash(path: String, expected: String, found: String)
    /// The parts of a model do not fit together.
    case inconsistentModel(path: String, reason: String)
    /// Weights that no part of the model reads.
    case unreadWeights(path: String, names: [String])

    /// The weights were prepared in one precision and asked for in another.
    case preparedOtherwise(path: String, prepared: String, asked: String)

    case emptyPrompt
    case badOption(name: String, value: String, allowed: AllowedValues)
    /// Guidance was asked of a model that has never seen an empty caption.
    case guidanceNotTrained(model: String)
    /// Ranking was asked of a model that has no matcher.
    case noMatcher(model: String)
    /// A net's mask was asked of a model that has no such net.
    case noSegmentation(model: String)
    /// Codes whose grid does not fit the model.
    case wrongGrid(expectedSide: Int, foundWidth: Int, foundHeight: Int)

    case outputExists(path: String)
    case cannotWrite(path: String, reason: String)
    case badSidecar(path: String, reason: String)
}

extension TextToImageError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .modelNotFound(let name, let searched):
            "There is no model named “\(name)”; \(searched.isEmpty ? "there is no folder of models" : "looked in \(searched.joined(separator: ", "))")."
        case .notAModelFolder(let path):
            "\(path) is not a model folder: it has no model.json."
        case .unreadableFile(let path, let reason):
            "\(path) cannot be read: \(reason)."
        case .badManifest(let path, let place, let reason):
            "\(path): \(place.isEmpty ? "" : "\(place): ")\(reason)."
        case .unsupportedFormat(let path, let found, let supported):
            "\(path) is of format \(found); this program reads formats up to \(supported)."
        case .fileOutsideFolder(let path, let name):
            "\(path) names the file “\(name)”, which is outside the model's folder."
        case .missingFile(let path):
            "\(path) is missing."
        case .wrongSize(let path, let expected, let found):
            "\(path) has \(found) bytes; its model.json says \(expected)."
        case .wrongHash(let path, let expected, let found):
            "\(path) has the SHA-256 \(found); its model.json says \(expected)."
        case .inconsistentModel(let path, let reason):
            "\(path): the parts of the model do not fit together: \(reason)."
        case .unreadWeights(let path, let names):
            "\(path) holds weights that no part of the model reads: \(names.prefix(3).joined(separator: ", "))\(names.count > 3 ? " and \(names.count - 3) more" : "")."
        case .preparedOtherwise(let path, let prepared, let asked):
            "\(path) holds weights prepared in \(prepared); they cannot be had in \(asked)."
        case .emptyPrompt:
            "The prompt is empty."
        case .badOption(let name, let value, let allowed):
            "\(name) cannot be \(value): it must be \(allowed)."
        case .guidanceNotTrained(let model):
            "The model “\(model)” was not trained for guidance; leave --guidance at 1."
        case .noMatcher(let model):
            "The model “\(model)” has nothing to rank pictures with; use --no-rank."
        case .noSegmentation(let model):
            "The model “\(model)” has no net that tells foreground from background; cut along the contour instead."
        case .wrongGrid(let side, let width, let height):
            "A grid of \(width)×\(height) codes; this model paints \(side)×\(side)."
        case .outputExists(let path):
            "\(path) exists already; use --force to overwrite it."
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written: \(reason)."
        case .badSidecar(let path, let reason):
            "\(path): \(reason)."
        }
    }
}

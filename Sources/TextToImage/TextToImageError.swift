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

    /// A file that is none of those that released models consist of.
    case unrecognisedFile(path: String)
    /// A folder without any such file.
    case nothingToImport(path: String)
    /// No file brings a part that every model has; `unused` are those of the given folders that are not known.
    case missingPart(ModelPart, unused: [String] = [])
    /// Several files for a part of which there is one.
    case ambiguousPart(ModelPart, paths: [String])
    /// The vocabulary has not as many tokens as the weights were trained with.
    case vocabularyDoesNotFit(ModelPart, path: String, expected: Int, found: Int)
    /// Nothing in a transformer's file tells its generation.
    case undecidedRules(path: String)
    /// Nothing in a transformer's file tells its heads, and no released one is as wide.
    case undecidedHeads(path: String, width: Int)
    case badModelName(String)
    /// A model to be deleted that lies in none of the catalogue's places.
    case outsideCatalogue(path: String)
    /// A model to be deleted that came with the program.
    case shippedModel(path: String)

    case emptyPrompt
    case badOption(name: String, value: String, allowed: AllowedValues)
    /// Guidance was asked of a model that has never seen an empty caption.
    case guidanceNotTrained(model: String)
    /// Comparing pictures with a prompt was asked of a model that has no matcher.
    case noMatcher(model: String)
    /// Pictures were to be enlarged by a scale that the model has no upscaler for; `scales` are those that it has.
    case noUpscaler(model: String, scale: Int, scales: [Int])
    /// A net's mask was asked of a model that has no such net.
    case noSegmentation(model: String)
    /// Codes whose grid does not fit the model.
    case wrongGrid(expectedSide: Int, foundWidth: Int, foundHeight: Int)

    /// An option that says nothing without another.
    case optionNeeds(String, String)
    /// Two options of which one is meant.
    case optionsExclude(String, String)
    /// A picture that is no square and whose shorter side is not the model's, or whose longer side is more than can be painted; in pixels.
    case sizeNotReachable(width: Int, height: Int, side: Int, longest: Int)
    /// More rows or columns of an image prompt than the picture has.
    case borderTooLarge(side: String, cells: Int, limit: Int)
    /// A mask that is not as large as its picture, in pixels.
    case wrongMaskSize(mask: String?, width: Int, height: Int, pictureWidth: Int, pictureHeight: Int)
    /// An image prompt of which everything stays.
    case nothingToPaint(picture: String?)
    /// An image prompt of which nobody said what stays.
    case nothingKept(picture: String)

    /// A line of a file of prompts, or of a manifest of what was made of them, that cannot be read.
    case badLine(path: String, line: Int, reason: String)
    case unknownKey(path: String, line: Int, key: String)
    case missingKey(path: String, line: Int, key: String)
    /// A value that is no number, or no text.
    case wrongType(path: String, line: Int, key: String)
    /// A number that its option cannot hold.
    case outOfRange(path: String, line: Int, key: String)
    /// A file of prompts of more than so many bytes.
    case promptsTooLarge(path: String, limit: Int)
    /// What a line of a file of prompts says of an option and cannot be.
    case badLineOption(path: String, line: Int, key: String, value: String, allowed: AllowedValues)
    /// Two lines whose pictures would have the same names.
    case linesCollide(path: String, line: Int, otherLine: Int, file: String)

    case outputExists(path: String)
    /// A model folder to be made where something stands; it is never overwritten.
    case folderExists(path: String)
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
        case .unrecognisedFile(let path):
            "\(path) is none of the files that can be imported."
        case .nothingToImport(let path):
            "\(path) holds none of the files that can be imported."
        case .missingPart(let part, let unused):
            "There is no \(part); a file that brings it is \(part.releasedFile)"
                + (unused.isEmpty ? "" : "; not known are \(unused.prefix(3).joined(separator: ", "))")
                + (unused.count > 3 ? " and \(unused.count - 3) more." : ".")
        case .ambiguousPart(let part, let paths):
            "There are several files for the \(part): \(paths.joined(separator: ", ")); give one of them."
        case .vocabularyDoesNotFit(let part, let path, let expected, let found):
            "\(path) has \(found) tokens where the \(part) needs \(expected); a file that brings it is \(part.releasedFile)."
        case .undecidedRules(let path):
            "\(path) does not tell its generation; say --rules v2 for the first Malevich and Emojich, --rules v3 for later models."
        case .undecidedHeads(let path, let width):
            "\(path) does not tell its attention heads, and no released model is \(width) wide; say --heads."
        case .badModelName(let name):
            "“\(name)” cannot be the name of a model: it must be a plain file name."
        case .outsideCatalogue(let path):
            "\(path) lies in none of the folders of models; what lies elsewhere is not deleted."
        case .shippedModel(let path):
            "\(path) came with the program; use --force to delete it."
        case .emptyPrompt:
            "The prompt is empty."
        case .badOption(let name, let value, let allowed):
            "\(name) cannot be \(value): it must be \(allowed)."
        case .guidanceNotTrained(let model):
            "The model “\(model)” was not trained for guidance; leave --guidance at 1."
        case .noMatcher(let model):
            "The model “\(model)” has nothing to compare pictures with a prompt by; use --rank-by perplexity."
        case .noUpscaler(let model, _, []):
            "The model “\(model)” has nothing to enlarge pictures with."
        case .noUpscaler(let model, let scale, let scales):
            "The model “\(model)” cannot enlarge pictures \(scale) times, only by \(scales.map(String.init).joined(separator: ", "))."
        case .noSegmentation(let model):
            "The model “\(model)” has no net that tells foreground from background; cut along the contour instead."
        case .wrongGrid(let side, let width, let height):
            "A grid of \(width)×\(height) codes; this model paints \(side)×\(side)."
        case .optionNeeds(let option, let other):
            "\(option) means nothing without \(other)."
        case .optionsExclude(let option, let other):
            "\(option) and \(other) exclude each other."
        case .sizeNotReachable(let width, let height, let side, let longest):
            "A picture of \(width)×\(height) pixels is out of reach: with this model one side has \(side) and the other \(side) to \(longest)."
        case .borderTooLarge(let side, let cells, let limit):
            "--border \(side)=\(cells) is out of reach: the picture has \(limit) cells that way."
        case .wrongMaskSize(let mask, let width, let height, let pictureWidth, let pictureHeight):
            "\(mask ?? "The mask") has \(width)×\(height) pixels and the picture \(pictureWidth)×\(pictureHeight)."
        case .nothingToPaint(let picture):
            "All of \(picture ?? "the picture") is kept: there is nothing to paint."
        case .nothingKept(let picture):
            "\(picture) has no transparent part, and neither --border nor --mask says what of it to keep."
        case .badLine(let path, let line, let reason):
            "\(path), line \(line): \(reason)."
        case .unknownKey(let path, let line, let key):
            "\(path), line \(line): there is no option “\(key)”."
        case .missingKey(let path, let line, let key):
            "\(path), line \(line): “\(key)” is missing."
        case .wrongType(let path, let line, let key):
            "\(path), line \(line): “\(key)” is of another type."
        case .outOfRange(let path, let line, let key):
            "\(path), line \(line): “\(key)” is out of range."
        case .promptsTooLarge(let path, let limit):
            "\(path) is larger than \(limit) bytes."
        case .badLineOption(let path, let line, let key, let value, let allowed):
            "\(path), line \(line): “\(key)” cannot be \(value): it must be \(allowed)."
        case .linesCollide(let path, let line, let otherLine, let file):
            "\(path), line \(line): its pictures would have the names of line \(otherLine)'s, such as \(file); give it another seed or name."
        case .outputExists(let path):
            "\(path) exists already; use --force to overwrite it."
        case .folderExists(let path):
            "\(path) exists already, and a model's folder is not overwritten: remove it, or make the model elsewhere."
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written: \(reason)."
        case .badSidecar(let path, let reason):
            "\(path): \(reason)."
        }
    }
}

/// Why a codec's configuration, a grid of codes or a picture cannot be used.
public enum ImageCodecError: Error, Sendable, Equatable {
    /// The configuration lacks this setting; nested YAML settings are named by their path, such as `model.params.n_embed`.
    case missingSetting(name: String)
    /// The setting has a value that no codec of this family can be built from.
    case invalidSetting(name: String, value: String, expected: String)
    /// The YAML configuration describes another program's model.
    case unsupportedTarget(name: String)
    /// The text is not YAML, or uses a part of it that configurations do not need. Line and column count from 1.
    case malformedYAML(line: Int, column: Int, reason: String)

    /// The text is not a grid of codes as JSON.
    case malformedCodes(reason: String)
    /// The grid of codes was written by a newer program.
    case unsupportedCodesFormat(found: Int, supported: Int)
    /// There are not as many codes as the grid has cells.
    case codeCountMismatch(width: Int, height: Int, codes: Int)
    /// A grid without cells, or with more than a codec paints at once.
    case gridSizeOutOfRange(width: Int, height: Int, maximumCells: Int)
    /// The code at this place in raster order is none of the codebook's.
    case codeOutOfRange(code: Int32, index: Int, codebookSize: Int)

    /// The picture does not divide into whole cells; sizes are in pixels.
    case pictureSizeNotMultiple(width: Int, height: Int, multiple: Int)
}

/// The shape of a CLIP model: everything that its weights do not say themselves.
///
/// Every value of this type is one that a model can have: reading and making one throw otherwise.
public struct CLIPConfig: Sendable, Equatable, Codable {
    /// Numbers in the vector that stands for a text or a picture.
    public let embeddingDimension: Int
    /// Height and width, in pixels, at which pictures are read.
    public let pictureSide: Int
    public let visionLayers: Int
    public let visionWidth: Int
    /// Height and width, in pixels, of the patches that a picture is cut into.
    public let visionPatch: Int
    /// The most tokens that a text may have.
    public let contextLength: Int
    /// Rows of the token table.
    public let vocabulary: Int
    public let textWidth: Int
    public let textHeads: Int
    public let textLayers: Int
    /// What is subtracted from the red, green and blue of a picture in 0…1.
    public let pixelMean: [Float]
    /// What red, green and blue are then divided by.
    public let pixelDeviation: [Float]

    /// The names of the values in `model.json`.
    enum CodingKeys: String, CodingKey {
        case embeddingDimension = "embedding_dimension"
        case pictureSide = "picture_side"
        case visionLayers = "vision_layers"
        case visionWidth = "vision_width"
        case visionPatch = "vision_patch"
        case contextLength = "context_length"
        case vocabulary
        case textWidth = "text_width"
        case textHeads = "text_heads"
        case textLayers = "text_layers"
        case pixelMean = "pixel_mean"
        case pixelDeviation = "pixel_deviation"
    }

    /// The numbers of CLIP's own training pictures.
    public static let defaultPixelMean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    /// The numbers of CLIP's own training pictures.
    public static let defaultPixelDeviation: [Float] = [0.26862954, 0.26130258, 0.27577711]

    /// Heads of the picture tower: CLIP gives each 64 dimensions.
    public var visionHeads: Int { visionWidth / 64 }
    /// Patches along one side of a picture. Pixels that do not fill a patch are left out, as a convolution leaves them out.
    public var patchesPerSide: Int { pictureSide / visionPatch }

    /// - Throws: `TextImageMatchingError.invalidConfiguration`.
    public init(
        embeddingDimension: Int, pictureSide: Int, visionLayers: Int, visionWidth: Int, visionPatch: Int,
        contextLength: Int, vocabulary: Int, textWidth: Int, textHeads: Int, textLayers: Int,
        pixelMean: [Float] = defaultPixelMean, pixelDeviation: [Float] = defaultPixelDeviation
    ) throws(TextImageMatchingError) {
        self.embeddingDimension = embeddingDimension
        self.pictureSide = pictureSide
        self.visionLayers = visionLayers
        self.visionWidth = visionWidth
        self.visionPatch = visionPatch
        self.contextLength = contextLength
        self.vocabulary = vocabulary
        self.textWidth = textWidth
        self.textHeads = textHeads
        self.textLayers = textLayers
        self.pixelMean = pixelMean
        self.pixelDeviation = pixelDeviation
        try validate()
    }
}

extension CLIPConfig {
    /// Beyond every model there is, and so small that a product of three sizes is still an integer.
    private static let largestSize = 1 << 20

    private func validate() throws(TextImageMatchingError) {
        let sizes: [(key: CodingKeys, value: Int)] = [
            (.embeddingDimension, embeddingDimension), (.pictureSide, pictureSide), (.visionLayers, visionLayers),
            (.visionWidth, visionWidth), (.visionPatch, visionPatch), (.contextLength, contextLength),
            (.vocabulary, vocabulary), (.textWidth, textWidth), (.textHeads, textHeads), (.textLayers, textLayers),
        ]
        for size in sizes {
            try require(
                1...Self.largestSize ~= size.value, size.key, "\(size.value)", "between 1 and \(Self.largestSize)")
        }
        try require(visionPatch <= pictureSide, .visionPatch, "\(visionPatch)", "at most the picture's side, \(pictureSide)")
        try require(visionWidth >= 64, .visionWidth, "\(visionWidth)", "at least 64, the width of a head")
        try require(
            visionWidth % visionHeads == 0, .visionWidth, "\(visionWidth)", "a multiple of its number of heads, \(visionHeads)")
        try require(textWidth % textHeads == 0, .textHeads, "\(textHeads)", "a divisor of the text's width, \(textWidth)")
        try require(
            pixelMean.count == 3 && pixelMean.allSatisfy(\.isFinite), .pixelMean, "\(pixelMean)", "three finite numbers")
        try require(
            pixelDeviation.count == 3 && pixelDeviation.allSatisfy { $0.isFinite && $0 > 0 }, .pixelDeviation,
            "\(pixelDeviation)", "three finite numbers above 0")
    }

    private func require(
        _ condition: Bool, _ key: CodingKeys, _ value: String, _ requirement: String
    ) throws(TextImageMatchingError) {
        guard condition else {
            throw .invalidConfiguration(key: key.stringValue, value: value, requirement: requirement)
        }
    }
}

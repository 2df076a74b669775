import Checkpoints
import ImageCodec
import Images
import Tensors
import TokenTransformer
import Tokenization

/// A model opened from its folder: a prompt goes in, ranked pictures come out.
///
/// ```swift
/// let pipeline = try TextToImagePipeline(folder: ModelCatalogue().open("lissitzky"))
/// let request = GenerationRequest(prompt: "рыжий кот на синем фоне", candidates: 0..<8, seed: 7)
/// let pictures = try pipeline.pictures(for: request)
/// ```
///
/// Holds weights only: any number of threads may use one value at once.
public struct TextToImagePipeline: Sendable {
    public let manifest: ModelManifest
    public let precision: Precision
    public let pool: ComputePool
    let folder: ModelFolder
    let transformer: TransformerModel
    private let reader: PromptReader
    let codec: VQGAN
    private let matcher: PromptMatcher?

    /// - Parameters:
    ///   - precision: that which the manifest prefers on this processor when nil.
    ///   - opensMatcher: whether pictures will be compared with prompts; what is ranked by perplexity only needs no matcher in memory.
    /// - Throws: `TextToImageError`, `CheckpointError` or the error of the part that does not fit its section of the manifest.
    public init(
        folder: ModelFolder, precision: Precision? = nil, opensMatcher: Bool = true, pool: ComputePool = .shared
    ) throws {
        self.folder = folder
        manifest = folder.manifest
        let precision = precision ?? manifest.preferredPrecision
        if let prepared = manifest.transformer.precision, prepared != precision {
            throw TextToImageError.preparedOtherwise(path: folder.path, prepared: prepared.rawValue, asked: precision.rawValue)
        }
        self.precision = precision
        self.pool = pool
        try Self.checkParts(of: folder)
        reader = try PromptReader(folder: folder)

        transformer = try folder.transformer(precision: precision)
        codec = try folder.codec(precision: precision)
        matcher = try (opensMatcher ? manifest.matching : nil).map { try PromptMatcher($0, folder: folder, precision: precision.ofPictures) }
    }

    /// What a request that says nothing else is sampled with.
    public var samplingDefaults: SamplingOptions { SamplingOptions(manifest.sampling) }

    /// How the pictures of a request are put in order: where it says nothing, as the model has it, by what it can.
    ///
    /// - Throws: `TextToImageError.noMatcher`.
    func ranking(of request: GenerationRequest) throws(TextToImageError) -> Ranking {
        let ranking = request.ranking ?? (matcher == nil ? .perplexity : manifest.matching?.rankedBy ?? .clip)
        if ranking.needsMatcher, matcher == nil { throw .noMatcher(model: manifest.name) }
        return ranking
    }

    /// How the pictures of a request come to be: found out before anything is computed, whatever the prompt.
    ///
    /// - Throws: `TextToImageError` for a request that this model cannot paint.
    func composition(of request: GenerationRequest) throws(TextToImageError) -> Composition {
        try request.validate()
        guard request.sampling.guidance == 1 || manifest.transformer.guidanceTrained else {
            throw .guidanceNotTrained(model: manifest.name)
        }
        _ = try ranking(of: request)
        return try Composition(request, side: transformer.config.gridSide, pixelsPerCode: codec.config.pixelsPerCode)
    }

    /// Width and height of the pictures, in pixels.
    public var pictureSide: Int { manifest.transformer.config.gridSide * codec.config.pixelsPerCode }

    /// How the model reads a prompt.
    ///
    /// - Throws: `TextToImageError.emptyPrompt`.
    public func tokenize(_ prompt: String) throws -> TokenizedPrompt { try reader.read(prompt) }

    /// The empty caption of the model's training.
    func unconditionalPrompt() throws -> TokenizedPrompt { try reader.unconditional() }

    /// Starts a run: a sequence of events that the caller pulls.
    ///
    /// - Throws: `TextToImageError` for options and prompts that cannot be painted.
    public func run(_ request: GenerationRequest) throws -> GenerationRun {
        try GenerationRun(request, pipeline: self)
    }

    /// Runs a request to its end.
    ///
    /// - Returns: all candidates, best first.
    public func pictures(for request: GenerationRequest) throws -> [RankedImage] {
        let run = try run(request)
        while let event = try run.next() {
            if case .ranked(let pictures) = event { return pictures }
        }
        return []
    }

    /// How well each picture shows a prompt: cosines, −1…1.
    ///
    /// - Throws: `TextToImageError.noMatcher`, `.emptyPrompt`.
    public func score(_ pictures: [Image], prompt: String) throws -> [Float] {
        _ = try tokenize(prompt)
        return try scorer(for: prompt)(pictures)
    }

    /// A function that scores pictures against one prompt, whose text is read once.
    func scorer(for prompt: String) throws -> ([Image]) -> [Float] {
        guard let matcher else { throw TextToImageError.noMatcher(model: manifest.name) }
        let vector = try matcher.vector(of: prompt, on: pool)
        return { matcher.scores($0, against: vector, on: pool) }
    }

    /// The codes of a picture. Its sides become the nearest multiples of what a code paints; alpha is dropped.
    ///
    /// - Throws: `ImageCodecError`.
    public func encode(_ picture: Image) throws -> CodeGrid {
        // With the wavelet head a code is read from fewer pixels than it paints.
        func pixelsRead(_ side: Int) -> Int {
            let painted = codec.config.pixelsPerCode
            return max((side + painted / 2) / painted, 1) * codec.config.downsamplingFactor
        }
        let fitting = picture.droppingAlpha().resized(
            width: pixelsRead(picture.width), height: pixelsRead(picture.height), filter: .bilinear)
        return try codec.encode(picture: fitting.planes, on: pool)
    }

    /// The picture of a grid of codes, of any width and height.
    ///
    /// - Throws: `ImageCodecError` for codes outside of the codebook.
    public func decode(_ codes: CodeGrid) throws -> Image {
        try decode([codes])[0]
    }

    /// The pictures of several grids, in their order.
    ///
    /// - Throws: `ImageCodecError` for codes outside of the codebook.
    public func decode(_ grids: [CodeGrid]) throws -> [Image] {
        try codec.decode(grids, on: pool).map { Image(planes: $0) }
    }

    /// How pictures become codes that are given.
    var imagePromptEncoder: ImagePromptEncoder { ImagePromptEncoder(codec: codec, pool: pool) }

    /// What is known of a run beside its pictures.
    ///
    /// - Throws: `TextToImageError.noMatcher`.
    public func record(of request: GenerationRequest, prompt: TokenizedPrompt) throws(TextToImageError) -> GenerationRecord {
        try GenerationRecord(
            prompt: request.prompt, normalizedPrompt: prompt.normalized, droppedTokens: prompt.droppedCount, seed: request.seed,
            candidates: request.candidates.count, sampling: request.sampling,
            model: GenerationRecord.Model(name: manifest.name, version: manifest.version, precision: precision.rawValue),
            machine: GenerationRecord.Machine(kernels: Kernels.tierName, openBLASCore: MatrixProduct.openBLASCore),
            rankedBy: ranking(of: request), shape: request.shape.map { GenerationRecord.Shape($0) },
            imagePrompts: request.imagePrompts.isEmpty ? nil : request.imagePrompts.map { GenerationRecord.ImagePrompt($0) }, pictures: [])
    }

    /// Opens a model's parts one after another, as `init` does, but holds none of them.
    ///
    /// - Throws: as `init`.
    public static func check(_ folder: ModelFolder) throws {
        let precision = folder.manifest.preferredPrecision
        try checkParts(of: folder)
        _ = try PromptReader(folder: folder)
        _ = try folder.transformer(precision: precision)
        _ = try folder.codec(precision: precision)
        _ = try folder.manifest.matching.map { try PromptMatcher($0, folder: folder, precision: precision.ofPictures) }
        for upscaler in folder.manifest.upscalers ?? [] { _ = try folder.upscaler(scale: upscaler.config.scale) }
        _ = try folder.segmenter()
    }

    /// What each part cannot know of the others.
    private static func checkParts(of folder: ModelFolder) throws(TextToImageError) {
        let manifest = folder.manifest
        func require(_ condition: Bool, _ reason: String) throws(TextToImageError) {
            guard condition else { throw .inconsistentModel(path: folder.path, reason: reason) }
        }
        try require(
            manifest.text.length == manifest.transformer.config.textLength,
            "the text has \(manifest.text.length) ids and the transformer \(manifest.transformer.config.textLength) places")
        try require(
            manifest.transformer.config.imageVocabulary == manifest.codec.config.codes,
            "the transformer draws from \(manifest.transformer.config.imageVocabulary) codes and the codec has \(manifest.codec.config.codes)")
    }
}

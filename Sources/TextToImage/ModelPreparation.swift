import Checkpoints
import Tensors
import TokenTransformer

/// Makes a model folder whose transformer opens by being mapped: its matrices lie in the file as the kernels read them.
///
/// One matrix after another is read, packed and written, so that the largest of them bounds the memory. The folder appears under its name
/// when it is complete and its transformer has been opened once.
public struct ModelPreparation: Sendable {
    private let source: ModelFolder
    private let precision: Precision

    /// - Throws: `TextToImageError.preparedOtherwise` for a model that was prepared before.
    public init(_ source: ModelFolder, precision: Precision) throws(TextToImageError) {
        if let prepared = source.manifest.transformer.precision {
            throw .preparedOtherwise(path: source.path, prepared: prepared.rawValue, asked: precision.rawValue)
        }
        self.source = source
        self.precision = precision
    }

    /// - Parameters:
    ///   - path: the folder to make; nothing may stand there.
    ///   - progress: called after each matrix with how many are packed, and of how many.
    /// - Throws: `TextToImageError.folderExists`, `.cannotWrite`, or what is wrong with the model's files.
    public func write(
        to path: String, on pool: ComputePool = .shared, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws {
        let draft = try ModelFolderDraft(path)
        var manifest = source.manifest
        let file = PackedTransformerFile(config: manifest.transformer.config, precision: precision)
        let others = Set(manifest.files.keys).subtracting(manifest.transformer.files)
        let weights = try source.weights(manifest.transformer.files) { _ in TransformerModel.keyRules }
        manifest.transformer.files = [file.name]
        manifest.transformer.precision = precision
        manifest.files = manifest.files.filter { others.contains($0.key) }
        try file.write(weights, to: draft.path(of: file.name), on: pool, progress: progress)
        for name in others { try draft.copy(source.path(of: name), to: name) }
        // All else is what it was.
        try draft.finish(manifest) { _ = try $0.transformer(precision: precision) }
    }
}

import Checkpoints
import ForegroundSegmentation
import Foundation
import ImageCodec
import SuperResolution
import Tensors
import TextImageMatching
import TokenTransformer

/// Makes a model folder out of files of released models, in whatever containers they are.
///
/// Reads one tensor after another, so that the largest of them bounds the memory. The folder appears under its name when it is complete
/// and has been opened once.
public struct ModelImport: Sendable {
    /// The name that the model will have.
    public let name: String
    public let precision: Precision
    /// The files that the model is made of.
    public let files: [ReleasedFile]
    /// Files of the given folders that are not known.
    public let otherPaths: [String]
    /// What the transformer's rules were told by.
    public let rulesSource: RulesSource
    private let parts: Parts
    private let options: ImportOptions

    /// The name of those rules.
    public var rulesName: String { parts.transformerConfig.rules.name }

    public enum RulesSource: Sendable, Equatable {
        case mask, option
    }

    public enum Progress: Sendable, Equatable {
        /// A part that is written in one step has begun.
        case writing(ModelPart)
        /// Matrices of the transformer that are packed.
        case packed(done: Int, total: Int)
        /// The folder is being opened, as whoever uses it will open it.
        case checking
    }

    /// What was done beside the folder itself.
    public struct Report: Sendable {
        /// Weights that were no finite numbers and are others now, by the keys of their tensors.
        public var replacedWeights: [String: Int] = [:]
    }

    static let unknownLicense = "unknown: see where the files came from"

    /// Recognises the files and finds the place of each; nothing is written.
    ///
    /// - Parameter paths: files, or folders of them.
    /// - Throws: `TextToImageError` for files that are not known, several for one place, and parts that are missing or do not fit.
    public init(_ paths: [String], options: ImportOptions = ImportOptions()) throws {
        try options.validate()
        self.options = options
        (files, otherPaths) = try ReleasedFile.collected(paths)
        do {
            parts = try Parts(files, options: options)
        } catch TextToImageError.missingPart(let part, _) {
            throw TextToImageError.missingPart(part, unused: otherPaths)
        }
        rulesSource = parts.rulesOfMask == parts.transformerConfig.rules ? .mask : .option
        name = options.name ?? parts.releasedName
        precision = options.precision ?? parts.transformerConfig.preferredPrecision
    }

    /// - Parameter path: the folder to make; nothing may stand there.
    /// - Throws: `TextToImageError.folderExists`, `.cannotWrite`, `CheckpointError.notFinite` and whatever else is wrong with the weights.
    @discardableResult
    public func write(
        to path: String, on pool: ComputePool = .shared, progress: (Progress) throws -> Void = { _ in }
    ) throws -> Report {
        let draft = try ModelFolderDraft(path)
        var report = Report()
        var manifest = parts.manifest(name: name, precision: precision, options: options)

        try draft.copy(parts.vocabulary.path, to: manifest.text.vocabulary)
        try progress(.writing(.codec))
        try convert(parts.codec, rules: codecRules, to: draft.path(of: manifest.codec.files[0]), report: &report)
        if let matcher = parts.matcher, let section = manifest.matching {
            try progress(.writing(.matcher))
            try convert(matcher.weights, to: draft.path(of: section.files[0]), report: &report)
            if section.vocabulary != manifest.text.vocabulary { try draft.copy(matcher.vocabulary.path, to: section.vocabulary) }
        }
        for upscaler in parts.upscalers {
            try progress(.writing(.upscaler))
            try convert(
                upscaler.weights, rules: RRDBNet.keyRules(for:), to: draft.path(of: upscaler.fileName), report: &report)
        }
        if let segmentation = parts.segmentation {
            try progress(.writing(.segmentation))
            try convert(
                segmentation, rules: { _ in UNet.keyRules }, to: draft.path(of: Parts.segmentationName), report: &report)
        }
        try progress(.packed(done: 0, total: 1))
        let file = PackedTransformerFile(config: parts.transformerConfig, precision: precision)
        manifest.transformer.files = [file.name]
        try reading(parts.transformer, rules: { _ in TransformerModel.keyRules }, report: &report) { weights in
            try file.write(weights, to: draft.path(of: file.name), on: pool) { try progress(.packed(done: $0, total: $1)) }
        }
        try progress(.checking)
        try draft.finish(manifest) { try TextToImagePipeline.check($0) }
        return report
    }

    private func codecRules(_ keys: [String]) -> KeyRules { VQGANCheckpointForm(keys: keys).keyRules }

    /// Opens a file for one purpose and closes it again.
    private func reading(
        _ file: ReleasedFile, rules: ([String]) -> KeyRules, report: inout Report, _ body: (Weights) throws -> Void
    ) throws {
        let checkpoint = try CheckpointFile.open(file.path)
        guard options.replacesNonFinite else { return try body(Weights(checkpoint, renaming: rules(checkpoint.keys))) }
        let finite = FiniteCheckpoint(checkpoint)
        try body(Weights(finite, renaming: rules(checkpoint.keys)))
        report.replacedWeights.merge(finite.replacedCounts) { $0 + $1 }
    }

    /// Writes what a part reads of a file as safetensors, under the names that it is read by, in 16 or 32 bits as it came.
    private func convert(
        _ file: ReleasedFile, rules: ([String]) -> KeyRules = { _ in .none }, to path: String, report: inout Report
    ) throws {
        try reading(file, rules: rules, report: &report) { weights in
            let names = weights.expectedNames
            let writer = try SafetensorsWriter(
                path,
                entries: names.map { name in
                    let type = try weights.elementType(of: name)
                    return SafetensorsWriter.Entry(
                        key: name, elementType: [.float16, .bfloat16].contains(type) ? type : .float32,
                        shape: try weights.shape(of: name))
                })
            for name in names { try writer.append(weights.tensor(name, shape: weights.shape(of: name))) }
            try writer.finish()
        }
    }
}

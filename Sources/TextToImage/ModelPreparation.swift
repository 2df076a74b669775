import Checkpoints
import Foundation
import Layers
import Tensors
import TokenTransformer

/// Makes a model folder whose transformer opens by being mapped: its matrices lie in the file as the kernels read them.
///
/// One matrix after another is read, packed and written, so that the largest of them bounds the memory. The folder appears under its name
/// when it is complete.
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
    /// - Throws: `TextToImageError.outputExists`, `.cannotWrite`, or what is wrong with the model's files.
    public func write(
        to path: String, on pool: ComputePool = .shared, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw TextToImageError.outputExists(path: path) }
        let beside = path + ".\(UInt64.random(in: 0 ... .max)).partial"
        do {
            try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true)
        } catch {
            throw TextToImageError.cannotWrite(path: path, reason: SystemFault.reason(of: error))
        }
        defer { try? FileManager.default.removeItem(atPath: beside) }

        var manifest = source.manifest
        let packedName = "transformer.\(precision.rawValue).safetensors"
        let others = Set(manifest.files.keys).subtracting(manifest.transformer.files)
        manifest.transformer.files = [packedName]
        manifest.transformer.precision = precision
        manifest.files = manifest.files.filter { others.contains($0.key) }
        try writeTransformer(to: beside + "/" + packedName, on: pool, progress: progress)
        manifest.files[packedName] = try ModelFolder.record(ofFileAt: beside + "/" + packedName)
        do {
            for name in others { try FileManager.default.copyItem(atPath: source.path(of: name), toPath: beside + "/" + name) }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(manifest).write(to: URL(fileURLWithPath: beside + "/" + ModelFolder.manifestName))
            try FileManager.default.moveItem(atPath: beside, toPath: path)
        } catch {
            throw TextToImageError.cannotWrite(path: path, reason: SystemFault.reason(of: error))
        }
    }

    /// First the packed matrices, whose sizes keep them aligned, then everything else: tables in 16 bits, vectors in single precision.
    private func writeTransformer(
        to path: String, on pool: ComputePool, progress: (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        let weights = try source.weights(source.manifest.transformer.files) { _ in TransformerModel.keyRules }
        let matrices = TransformerModel.matrices(of: source.manifest.transformer.config)
        let packed = Set(matrices.map(\.name))
        let others = weights.names.filter { !packed.contains($0) && !TransformerModel.keyRules.expectUnread($0) }
        var entries = [SafetensorsWriter.Entry]()
        for matrix in matrices {
            let layout = matrix.layout(precision)
            entries.append(.init(key: matrix.packedName(precision), elementType: .uint8, shape: [layout.byteCount]))
            if layout.scaleByteCount > 0 {
                entries.append(.init(key: matrix.scalesName(precision), elementType: .uint8, shape: [layout.scaleByteCount]))
            }
        }
        for name in others {
            let shape = try weights.shape(of: name)
            entries.append(.init(key: name, elementType: shape.count > 1 && precision != .float32 ? .bfloat16 : .float32, shape: shape))
        }
        let writer = try SafetensorsWriter(path, entries: entries)
        for (index, entry) in matrices.enumerated() {
            let matrix = try weights.matrix(entry, precision: precision, on: pool)
            try writer.append(matrix.packed.bytes)
            if let scales = matrix.scales { try writer.append(scales.bytes) }
            try progress(index + 1, matrices.count)
        }
        for name in others { try writer.append(try weights.tensor(name, shape: weights.shape(of: name))) }
        try writer.finish()
    }
}

import Foundation
import Images
import TextImageMatching

/// A folder with a `model.json` and the files that it names.
///
/// Opening one reads the manifest and compares the sizes of its files; `verify()` reads them whole.
public struct ModelFolder: Sendable {
    public let path: String
    public let manifest: ModelManifest

    /// The name of the manifest in every model folder.
    public static let manifestName = "model.json"
    private static let largestManifest = 16 << 20

    /// - Throws: `TextToImageError` naming the file and the place in it.
    public init(path: String) throws(TextToImageError) {
        self.path = path
        let manifestPath = path + "/" + Self.manifestName
        guard FileManager.default.fileExists(atPath: manifestPath) else { throw .notAModelFolder(path: path) }
        manifest = try Self.readManifest(manifestPath)
        try checkSections(manifestPath: manifestPath)
        try checkFiles(manifestPath: manifestPath)
    }

    /// That a new folder can be made at a path, as far as that can be known before.
    ///
    /// - Throws: `TextToImageError.folderExists`, `.cannotWrite`.
    public static func checkVacancy(of path: String) throws(TextToImageError) { _ = try ModelFolderDraft.vacant(path) }

    /// The path of a file that the manifest names.
    public func path(of name: String) -> String { path + "/" + name }

    private static func readManifest(_ path: String) throws(TextToImageError) -> ModelManifest {
        let data: Data
        do throws(ImageError) {
            data = Data(try RegularFile.contents(path: path, maximumByteCount: largestManifest))
        } catch .fileTooLarge(_, let size, _) {
            throw .badManifest(path: path, place: "", reason: "it is larger than any manifest: \(size) bytes")
        } catch .cannotRead(_, let errorNumber) {
            throw .unreadableFile(path: path, reason: SystemFault.reason(of: errorNumber))
        } catch {
            throw .unreadableFile(path: path, reason: "it is not a regular file")
        }
        do {
            // The format is read first, so that a newer manifest is named as such whatever else has changed in it.
            let format = try JSONDecoder().decode(Format.self, from: data).format
            guard format == ModelManifest.currentFormat else {
                throw TextToImageError.unsupportedFormat(path: path, found: format, supported: ModelManifest.currentFormat)
            }
            return try JSONDecoder().decode(ModelManifest.self, from: data)
        } catch let error as TextToImageError {
            throw error
        } catch let error as DecodingError {
            throw .badManifest(path: path, place: error.place, reason: error.reason)
        } catch {
            throw .badManifest(path: path, place: "", reason: "\(error)".trimmingCharacters(in: ["."]))
        }
    }

    private struct Format: Decodable {
        let format: Int
    }

    /// What the sections' own types cannot know to be wrong, said of the manifest and not of whoever uses it.
    private func checkSections(manifestPath: String) throws(TextToImageError) {
        func refuse(_ place: String, _ reason: String) -> TextToImageError {
            .badManifest(path: manifestPath, place: place, reason: reason.trimmingCharacters(in: ["."]))
        }
        if manifest.transformer.files.isEmpty { throw refuse("transformer.files", "it names no file") }
        if manifest.codec.files.isEmpty { throw refuse("codec.files", "it names no file") }
        if manifest.segmentation?.files.isEmpty == true { throw refuse("segmentation.files", "it names no file") }
        do {
            try SamplingOptions(manifest.sampling).validate()
        } catch {
            throw refuse("sampling", "\(error)")
        }
        var scales = Set<Int>()
        for (index, upscaler) in (manifest.upscalers ?? []).enumerated() {
            if upscaler.files.isEmpty { throw refuse("upscalers.\(index).files", "it names no file") }
            guard scales.insert(upscaler.config.scale).inserted else {
                throw refuse("upscalers.\(index).config.scale", "another upscaler has this scale")
            }
        }
        guard let matching = manifest.matching else { return }
        if matching.files.isEmpty { throw refuse("matching.files", "it names no file") }
        do {
            _ = try PromptTemplates(matching.templates)
        } catch {
            throw refuse("matching.templates", "\(error)")
        }
    }

    private func checkFiles(manifestPath: String) throws(TextToImageError) {
        var named = [manifest.text.vocabulary] + manifest.transformer.files + manifest.codec.files
        if let matching = manifest.matching { named += matching.files + [matching.vocabulary] }
        named += (manifest.upscalers ?? []).flatMap(\.files)
        if let segmentation = manifest.segmentation { named += segmentation.files }
        for name in Set(named + manifest.files.keys).sorted() {
            guard Self.isPlain(name) else { throw .fileOutsideFolder(path: manifestPath, name: name) }
            guard let record = manifest.files[name] else {
                throw .badManifest(path: manifestPath, place: "files", reason: "“\(name)” is used but not listed")
            }
            let filePath = path(of: name)
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: filePath) else {
                throw .missingFile(path: filePath)
            }
            let found = attributes[.size] as? Int ?? -1
            guard attributes[.type] as? FileAttributeType == .typeRegular, found == record.size else {
                throw .wrongSize(path: filePath, expected: record.size, found: found)
            }
        }
    }

    /// A file's own name: no folder, no way out of this one.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.contains("/") && !name.contains("\0")
    }
}

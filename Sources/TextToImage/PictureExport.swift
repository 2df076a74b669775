import ForegroundSegmentation
import Foundation
import Images

/// Writes the best pictures of a run, a contact sheet of all of them and a sidecar that says how they were made.
///
/// Every file is written under another name and renamed, so that a name stands for a whole file or for none. The sidecar comes last.
public struct PictureExport: Sendable {
    public let folder: String
    public let naming: FileNaming
    /// Pictures to write, best first.
    public let keep: Int
    /// Columns of the contact sheet; chosen by the number of pictures when nil.
    public let columns: Int?
    public internal(set) var overwrites: Bool
    public var finish: PictureFinish

    /// More tiles than this say nothing to the eye.
    private static let mostTiles = 64
    /// Pixels of all tiles, which leaves a sheet's margins and labels room below its limit.
    private static let mostTilePixels = PNGLimits.standard.maximumPixelCount / 2

    public init(
        folder: String, naming: FileNaming, keep: Int, columns: Int? = nil, overwrites: Bool = false,
        finish: PictureFinish = PictureFinish()
    ) {
        self.folder = folder
        self.naming = naming
        self.keep = keep
        self.columns = columns
        self.overwrites = overwrites
        self.finish = finish
    }

    /// Makes the folder, and finds out before anything is computed whether the files can be written.
    ///
    /// - Parameter previews: whether there will be previews, too.
    /// - Throws: `TextToImageError.outputExists` or `.cannotWrite`.
    public func prepare(previews: Bool = false) throws(TextToImageError) {
        try Self.makeFolder(folder)
        guard !overwrites else { return }
        let strangers = previews && !previewIsOurs ? [naming.preview] : []
        for name in names + strangers where FileManager.default.fileExists(atPath: path(of: name)) {
            throw .outputExists(path: path(of: name))
        }
    }

    /// - Throws: `TextToImageError.cannotWrite`.
    static func makeFolder(_ folder: String) throws(TextToImageError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: folder, reason: SystemFault.reason(of: error))
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .cannotWrite(path: folder, reason: SystemFault.reason(of: errno))
        }
    }

    /// One kept picture after the other is finished, written and forgotten: enlarged ones may be large.
    ///
    /// - Parameters:
    ///   - pictures: all of a run, best first. Those that are kept are finished and written; the contact sheet shows all as they were painted.
    ///   - record: what is known of the run; its `pictures`, `contactSheet` and what finishing did are filled in here.
    ///   - progress: of finishing: how much is done, and of how much; what it throws ends the call.
    /// - Returns: the record as it stands in the sidecar.
    /// - Throws: `ImageError` for a file that cannot be written, `SuperResolutionError` for a picture that cannot be enlarged; then no file that this
    ///   call has written is left.
    public func write(
        _ pictures: [RankedImage], record: GenerationRecord, progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws -> GenerationRecord {
        var record = record
        var written = [String]()
        do {
            try write(pictures, record: &record, written: &written, progress: progress)
        } catch {
            for name in written { unlink(path(of: name)) }
            throw error
        }
        return record
    }

    private func write(
        _ pictures: [RankedImage], record: inout GenerationRecord, written: inout [String],
        progress: (_ done: Int, _ total: Int) throws -> Void
    ) throws {
        finish.describe(in: &record)
        record.pictures = []
        let kept = pictures.prefix(keep)
        for (index, picture) in kept.enumerated() {
            let picture = try finish(picture) { done, total in try progress(index * total + done, kept.count * total) }
            let name = naming.picture(rank: picture.rank)
            let parameters = PNGText(keyword: GenerationParameters.keyword, text: record.parameters(of: picture).text)
            try write(picture.image, texts: [parameters], to: name, written: &written)
            record.pictures.append(
                GenerationRecord.Picture(
                    file: name, rank: picture.rank, candidate: picture.candidate, score: picture.score,
                    perplexity: picture.perplexity, imagePrompt: picture.imagePrompt, codes: picture.codes,
                    cutout: try writeCutout(of: picture, parameters: parameters, written: &written)))
        }
        let tiles = pictures.prefix(Self.tileLimit(of: pictures.map(\.image))).map {
            ContactSheet.Tile(image: $0.image, rank: $0.rank, score: Double($0.score ?? $0.perplexity))
        }
        try write(ContactSheet(columns: columns).image(of: tiles), to: naming.contactSheet, written: &written)
        record.contactSheet = naming.contactSheet
        try RegularFile.write(Array(record.json), to: path(of: naming.sidecar), overwriting: overwrites)
    }

    private func writeCutout(
        of picture: RankedImage, parameters: PNGText, written: inout [String]
    ) throws(ImageError) -> GenerationRecord.Picture.Cutout? {
        guard let cutout = finish.cutter?.cut(picture.image) else { return nil }
        let name = naming.cutout(rank: picture.rank)
        try write(cutout.image, texts: [parameters], to: name, written: &written)
        return GenerationRecord.Picture.Cutout(file: name, method: cutout.method, foregroundShare: cutout.foregroundShare)
    }

    private func write(_ image: Image, texts: [PNGText] = [], to name: String, written: inout [String]) throws(ImageError) {
        try PNGWriter.write(image, texts: texts, to: path(of: name), overwriting: overwrites)
        written.append(name)
    }

    /// The names of all files that stand when it has written them.
    public var names: [String] {
        let ranks = 1...max(keep, 1)
        return ranks.map(naming.picture(rank:)) + (finish.cutter == nil ? [] : ranks.map(naming.cutout(rank:)))
            + [naming.contactSheet, naming.sidecar]
    }

    /// How many of these pictures a sheet shows.
    static func tileLimit(of images: [Image]) -> Int {
        let tilePixels = images.map { $0.width * $0.height }.max() ?? 1
        return min(mostTiles, max(mostTilePixels / tilePixels, 1))
    }

    /// The path of a file that this export writes.
    public func path(of name: String) -> String { folder + "/" + name }
}

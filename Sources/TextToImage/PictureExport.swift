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
    public let overwrites: Bool
    /// Makes a cut-out of each picture that is written, beside it; nil for none.
    public var cutter: PictureCutter?

    /// More tiles than this say nothing to the eye.
    private static let mostTiles = 64

    public init(
        folder: String, naming: FileNaming, keep: Int, columns: Int? = nil, overwrites: Bool = false, cutter: PictureCutter? = nil
    ) {
        self.folder = folder
        self.naming = naming
        self.keep = keep
        self.columns = columns
        self.overwrites = overwrites
        self.cutter = cutter
    }

    /// Makes the folder, and finds out before anything is computed whether the files can be written.
    ///
    /// - Throws: `TextToImageError.outputExists` or `.cannotWrite`.
    public func prepare() throws(TextToImageError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .cannotWrite(path: folder, reason: SystemFault.reason(of: error))
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .cannotWrite(path: folder, reason: SystemFault.reason(of: errno))
        }
        guard !overwrites else { return }
        let ranks = 1...max(keep, 1)
        let names = ranks.map(naming.picture(rank:)) + (cutter == nil ? [] : ranks.map(naming.cutout(rank:)))
            + [naming.contactSheet, naming.sidecar]
        for name in names where FileManager.default.fileExists(atPath: path(of: name)) {
            throw .outputExists(path: path(of: name))
        }
    }

    /// - Parameters:
    ///   - pictures: all of a run, best first.
    ///   - record: what is known of the run; its `pictures` and `contactSheet` are filled in here.
    /// - Returns: the record as it stands in the sidecar.
    /// - Throws: `ImageError` for a file that cannot be written.
    public func write(_ pictures: [RankedImage], record: GenerationRecord) throws -> GenerationRecord {
        var record = record
        record.pictures = []
        for picture in pictures.prefix(keep) {
            let name = naming.picture(rank: picture.rank)
            let parameters = PNGText(keyword: GenerationParameters.keyword, text: record.parameters(of: picture).text)
            try PNGWriter.write(picture.image, texts: [parameters], to: path(of: name), overwriting: overwrites)
            record.pictures.append(
                GenerationRecord.Picture(
                    file: name, rank: picture.rank, candidate: picture.candidate, score: picture.score,
                    perplexity: picture.perplexity, codes: picture.codes, cutout: try writeCutout(of: picture, parameters: parameters)))
        }
        let tiles = pictures.prefix(Self.mostTiles).map {
            ContactSheet.Tile(image: $0.image, rank: $0.rank, score: Double($0.score ?? $0.perplexity))
        }
        try PNGWriter.write(
            ContactSheet(columns: columns).image(of: tiles), to: path(of: naming.contactSheet), overwriting: overwrites)
        record.contactSheet = naming.contactSheet
        try RegularFile.write(Array(record.json), to: path(of: naming.sidecar), overwriting: overwrites)
        return record
    }

    private func writeCutout(of picture: RankedImage, parameters: PNGText) throws(ImageError) -> GenerationRecord.Picture.Cutout? {
        guard let cutout = cutter?.cut(picture.image) else { return nil }
        let name = naming.cutout(rank: picture.rank)
        try PNGWriter.write(cutout.image, texts: [parameters], to: path(of: name), overwriting: overwrites)
        return GenerationRecord.Picture.Cutout(file: name, method: cutout.method, foregroundShare: cutout.foregroundShare)
    }

    /// The path of a file that this export writes.
    public func path(of name: String) -> String { folder + "/" + name }
}

import Foundation
import Images

/// One sheet that is replaced again and again: a viewer that reloads it shows all candidates grow.
extension PictureExport {
    /// By which a preview that a kill has left behind is told from a stranger's picture of that name, which nobody may replace.
    private static let mark = PNGText(keyword: "Comment", text: "Lubok: pictures so far")

    /// Whether the file that stands under the preview's name is one.
    var previewIsOurs: Bool { (try? PNGReader.read(path: path(of: naming.preview)))?.texts.contains(Self.mark) ?? false }

    /// Writes the sheet, or another over it; one file or the other stands there at any time.
    ///
    /// - Throws: `ImageError` for a file that cannot be written.
    public func write(_ preview: GenerationPreview) throws(ImageError) {
        let tiles = preview.pictures.map { ContactSheet.Tile(image: $0.image) }
        let shown = tiles.prefix(Self.tileLimit(of: tiles.map(\.image)))
        try PNGWriter.write(
            ContactSheet(columns: columns).image(of: Array(shown)), texts: [Self.mark], to: path(of: naming.preview), overwriting: true)
    }

    /// Takes the sheet away: it shows what is not yet, and is nothing beside the contact sheet.
    public func removePreview() {
        unlink(path(of: naming.preview))
    }
}

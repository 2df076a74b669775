import Foundation
import Images
import TextToImage

/// A PNG file of which another one is made.
struct PictureConversion {
    let image: Image
    /// How the picture was painted, as it stands in the file; what is made of it should say so, too.
    let settings: String?
    private let output: String
    private let overwrites: Bool

    /// Reads the picture, but finds out first whether what is made of it can have its name.
    init(of picture: String, to output: String, overwriting: Bool) throws(ImageError) {
        if !overwriting, FileManager.default.fileExists(atPath: output) { throw .alreadyExists(file: output) }
        let file = try PNGReader.read(path: picture)
        image = file.image
        settings = file.text(for: GenerationParameters.keyword)
        self.output = output
        overwrites = overwriting
    }

    func write(_ image: Image, settings: String?) throws(ImageError) {
        let texts = settings.map { [PNGText(keyword: GenerationParameters.keyword, text: $0)] } ?? []
        try PNGWriter.write(image, texts: texts, to: output, overwriting: overwrites)
    }
}

extension GenerationRecord {
    /// The size that was asked for, and how it was come by.
    public struct Shape: Codable, Sendable {
        /// Width / height, where that was asked for.
        public var aspect: Double?
        /// In pixels, where those were asked for.
        public var width: Int?
        public var height: Int?
        public var method: String

        init(_ shape: PictureShape) {
            method = shape.method.name
            switch shape.extent {
            case .ratio(let ratio): aspect = ratio
            case .pixels(let width, let height): (self.width, self.height) = (width, height)
            }
        }

        /// What a picture carries of it beside its size.
        var settings: [GenerationParameters.Setting] {
            let aspect = aspect.map { [GenerationParameters.Setting(key: "Aspect", value: "\($0)")] } ?? []
            return aspect + [GenerationParameters.Setting(key: "Aspect method", value: method)]
        }
    }

    /// A picture that was started from: its file, and either the border or the mask that says what of it stayed.
    public struct ImagePrompt: Codable, Sendable {
        public var file: String?
        public var sha256: String?
        public var border: BorderCells?
        /// Whether each side of the border was encoded alone.
        public var cropsFirst: Bool?
        /// The picture itself, where its alpha was the mask.
        public var mask: TextToImage.ImagePrompt.Source?
        /// Whether what stayed came back pixel by pixel.
        public var pasted: Bool

        enum CodingKeys: String, CodingKey {
            case file, sha256, border, mask, pasted
            case cropsFirst = "crop_first"
        }

        init(_ prompt: TextToImage.ImagePrompt) {
            file = prompt.source?.file
            sha256 = prompt.source?.sha256
            pasted = prompt.pastesKept
            switch prompt.kept {
            case .border(let cells, let cropsFirst): (border, self.cropsFirst) = (cells, cropsFirst)
            case .mask(_, let source): mask = source
            }
        }

        /// What a picture carries of it.
        var settings: [GenerationParameters.Setting] {
            let pairs: [(key: String, value: String?)] = [
                ("Image prompt", file), ("Image prompt SHA-256", sha256), ("Border", border?.description),
                ("Crop first", cropsFirst.map { "\($0)" }), ("Mask", mask?.file), ("Mask SHA-256", mask?.sha256), ("Pasted", "\(pasted)"),
            ]
            return pairs.compactMap { key, value in value.map { GenerationParameters.Setting(key: key, value: $0) } }
        }
    }
}

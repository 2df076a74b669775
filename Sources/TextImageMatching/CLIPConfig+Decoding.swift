extension CLIPConfig {
    /// Mean and deviation may be absent: they are CLIP's own then.
    /// - Throws: `DecodingError`, also for values that no model can have.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func size(_ key: CodingKeys) throws -> Int { try values.decode(Int.self, forKey: key) }
        do {
            try self.init(
                embeddingDimension: size(.embeddingDimension), pictureSide: size(.pictureSide),
                visionLayers: size(.visionLayers), visionWidth: size(.visionWidth), visionPatch: size(.visionPatch),
                contextLength: size(.contextLength), vocabulary: size(.vocabulary), textWidth: size(.textWidth),
                textHeads: size(.textHeads), textLayers: size(.textLayers),
                pixelMean: values.decodeIfPresent([Float].self, forKey: .pixelMean) ?? Self.defaultPixelMean,
                pixelDeviation: values.decodeIfPresent([Float].self, forKey: .pixelDeviation) ?? Self.defaultPixelDeviation)
        } catch let error as TextImageMatchingError {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }
}

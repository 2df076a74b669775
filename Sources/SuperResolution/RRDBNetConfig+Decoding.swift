extension RRDBNetConfig {
    /// - Throws: `DecodingError`, also for values that no net can have.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                scale: values.decode(Int.self, forKey: .scale), features: values.decode(Int.self, forKey: .features),
                blocks: values.decode(Int.self, forKey: .blocks), growth: values.decode(Int.self, forKey: .growth))
        } catch let error as SuperResolutionError {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
        }
    }
}

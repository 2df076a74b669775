extension EfficientNetConfig: Codable {
    private enum CodingKeys: String, CodingKey {
        case stages
        case widthCoefficient = "width_coefficient"
        case depthCoefficient = "depth_coefficient"
    }

    /// Reads the encoder of a model folder; `stages` may be absent for the paper's.
    /// - Throws: `DecodingError` where a setting is missing or of another type, `ForegroundSegmentationError` where its value does not fit.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            widthCoefficient: container.decode(Double.self, forKey: .widthCoefficient),
            depthCoefficient: container.decode(Double.self, forKey: .depthCoefficient),
            stages: container.decodeIfPresent([Stage].self, forKey: .stages) ?? Self.standardStages)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(widthCoefficient, forKey: .widthCoefficient)
        try container.encode(depthCoefficient, forKey: .depthCoefficient)
        if stages != Self.standardStages { try container.encode(stages, forKey: .stages) }
    }
}

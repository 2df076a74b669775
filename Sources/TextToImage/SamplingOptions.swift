import TokenTransformer

/// How codes are drawn from what the transformer says.
public struct SamplingOptions: Sendable, Equatable, Codable {
    /// Logits are divided by it: below 1 bolder in what is likely, above 1 more various. Finite and above 0.
    public var temperature: Double
    /// Only the `topK` likeliest codes may be drawn, and those that tie with the last of them; 0 is all.
    public var topK: Int
    /// Of those, only the likeliest whose probabilities add up to `topP`; 1 is all.
    public var topP: Double
    /// How far to go from what the model paints without a prompt to what it paints with it, and beyond: 1 is the model as it is.
    public var guidance: Double

    enum CodingKeys: String, CodingKey {
        case temperature, guidance
        case topK = "top_k"
        case topP = "top_p"
    }

    public init(temperature: Double = 1, topK: Int = 2048, topP: Double = 0.995, guidance: Double = 1) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.guidance = guidance
    }

    public init(_ defaults: ModelManifest.SamplingDefaults) {
        self.init(
            temperature: defaults.temperature, topK: defaults.topK, topP: defaults.topP, guidance: defaults.guidance)
    }

    /// - Throws: `TextToImageError.badOption` naming the option as the command line does.
    public func validate() throws(TextToImageError) {
        guard temperature.isFinite, temperature > 0 else {
            throw .badOption(name: "--temperature", value: "\(temperature)", allowed: .above(0))
        }
        guard topK >= 0 else { throw .badOption(name: "--top-k", value: "\(topK)", allowed: .atLeast(0)) }
        guard topP > 0, topP <= 1 else {
            throw .badOption(name: "--top-p", value: "\(topP)", allowed: .interval(above: 0, atMost: 1))
        }
        guard guidance.isFinite, guidance >= 0, guidance <= 100 else {
            throw .badOption(name: "--guidance", value: "\(guidance)", allowed: .range(0...100))
        }
    }
}

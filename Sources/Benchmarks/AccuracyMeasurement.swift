import Tensors

/// How far a model in one precision is from the same model in float32.
package struct AccuracyMeasurement: Sendable {
    package let model: String
    package let precision: Precision
    package let logits: LogitComparison
    package let pictures: PictureComparison
    /// The least cosine of a picture's two vectors; nil where there is no matcher.
    package let leastCosine: Float?

    package init(
        model: String, precision: Precision, logits: LogitComparison, pictures: PictureComparison, leastCosine: Float?
    ) {
        self.model = model
        self.precision = precision
        self.logits = logits
        self.pictures = pictures
        self.leastCosine = leastCosine
    }
}

extension AccuracyMeasurement: Encodable {
    private enum CodingKeys: String, CodingKey {
        case model, precision, positions
        case largestLogitError = "largest_logit_error"
        case meanLogitError = "mean_logit_error"
        case meanDivergence = "mean_kl_divergence"
        case greedyAgreement = "greedy_agreement"
        case largestPixelError = "largest_pixel_error"
        case decibels = "psnr_db"
        case leastCosine = "least_cosine"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encode(precision.rawValue, forKey: .precision)
        try container.encode(logits.positions, forKey: .positions)
        try container.encode(logits.largestError, forKey: .largestLogitError)
        try container.encode(logits.meanError, forKey: .meanLogitError)
        try container.encode(logits.meanDivergence, forKey: .meanDivergence)
        try container.encode(logits.greedyAgreement, forKey: .greedyAgreement)
        try container.encode(pictures.largestError, forKey: .largestPixelError)
        // JSON has no infinity: null where nothing differs.
        try container.encode(pictures.decibels.isFinite ? pictures.decibels : nil, forKey: .decibels)
        try container.encode(leastCosine, forKey: .leastCosine)
    }
}

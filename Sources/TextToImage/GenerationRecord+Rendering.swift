import Foundation

extension GenerationRecord {
    /// One JSON object, its keys in order, so that equal records are equal bytes.
    public var json: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // The perplexity of a picture that the model finds impossible overflows, and JSON knows no infinity.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        let data = try? encoder.encode(self)
        precondition(data != nil, "a record that cannot be encoded")
        return data! + Data("\n".utf8)
    }

    /// The settings that a picture carries.
    func parameters(of picture: RankedImage) -> GenerationParameters {
        var settings = [
            GenerationParameters.Setting(key: "Steps", value: "\(picture.codes.codes.count)"),
            GenerationParameters.Setting(key: "Sampler", value: "top-k \(sampling.topK) top-p \(sampling.topP)"),
            GenerationParameters.Setting(key: "CFG scale", value: "\(sampling.guidance)"),
            GenerationParameters.Setting(key: "Seed", value: "\(seed)"),
            GenerationParameters.Setting(key: GenerationParameters.sizeKey, value: "\(picture.image.width)x\(picture.image.height)"),
            GenerationParameters.Setting(key: "Model", value: model.name),
            GenerationParameters.Setting(key: "Model version", value: model.version),
            GenerationParameters.Setting(key: "Temperature", value: "\(sampling.temperature)"),
            GenerationParameters.Setting(key: "Candidate", value: "\(picture.candidate)"),
            GenerationParameters.Setting(key: "Rank", value: "\(picture.rank) of \(candidates)"),
            GenerationParameters.Setting(key: "Ranked by", value: rankedBy.rawValue),
            GenerationParameters.Setting(key: "Perplexity", value: "\(picture.perplexity)"),
        ]
        if let score = picture.score { settings.append(GenerationParameters.Setting(key: "Score", value: "\(score)")) }
        if let upscale { settings.append(GenerationParameters.Setting(key: GenerationParameters.upscaleKey, value: "\(upscale)")) }
        settings.append(GenerationParameters.Setting(key: "Precision", value: model.precision))
        settings += (shape?.settings ?? []) + (picture.imagePrompt.flatMap { imagePrompts?[$0].settings } ?? [])
        return GenerationParameters(prompt: prompt, settings: settings)
    }
}

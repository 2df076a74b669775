extension ToyManifest.Codec {
    /// Reads the few settings that a codec needs out of a configuration of taming-transformers: `key: value` and lists of `- value`.
    /// No key of such a file stands in two places.
    init(yaml: String) throws {
        var values = [Substring: [Substring]]()
        var key: Substring = ""
        for line in yaml.split(separator: "\n") {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("- ") {
                values[key, default: []].append(text.dropFirst(2))
            } else {
                let parts = text.split(separator: ":", maxSplits: 1)
                key = parts[0]
                values[key] = parts.dropFirst().map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
            }
        }
        func numbers(_ key: Substring) throws -> [Int] {
            guard let numbers = values[key]?.compactMap({ Int($0) }), !numbers.isEmpty else { throw MissingSetting(name: String(key)) }
            return numbers
        }
        func number(_ key: Substring) throws -> Int { try numbers(key)[0] }
        guard let target = values["target"]?.first else { throw MissingSetting(name: "target") }
        config = try Config(
            quantizer: target.hasSuffix("GumbelVQ") ? "gumbel" : "nearest", embeddingDimension: number("embed_dim"),
            codes: number("n_embed"), latentChannels: number("z_channels"), channels: number("ch"),
            channelMultipliers: numbers("ch_mult"), residualBlocks: number("num_res_blocks"),
            attentionResolutions: numbers("attn_resolutions"), resolution: number("resolution"))
    }

    private struct MissingSetting: Error {
        let name: String
    }
}

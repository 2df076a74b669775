import TextImageMatching

extension CLIPConfig {
    /// ruCLIP's ViT-B/32 at 384 pixels, which ruDALL-E ranks with: `ai-forever/ruclip-vit-base-patch32-384`.
    static func ruCLIPBase32At384() throws(TextImageMatchingError) -> CLIPConfig {
        try CLIPConfig(
            embeddingDimension: 512, pictureSide: 384, visionLayers: 12, visionWidth: 768, visionPatch: 32, contextLength: 77,
            vocabulary: 49_408, textWidth: 512, textHeads: 8, textLayers: 12)
    }
}

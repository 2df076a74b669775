/// What `case.json` of a fixture of the kind `pipeline` says of its model.
struct PipelineCase: Decodable {
    let dalle: Transformer
    let vqgan: Codec
    let bpe: String
    /// The folder of a fixture of the kind `ruclip`, beside this one.
    let clip: String

    struct Transformer: Decodable {
        let checkpoint: String
        let hfVersion: String
        let config: Config
    }

    struct Config: Decodable {
        let numLayers: Int
        let hiddenSize: Int
        let numAttentionHeads: Int
        let textSeqLength: Int
        let imageTokensPerDim: Int
        let vocabSize: Int
        let imageVocabSize: Int
        let cogviewSandwichLayernorm: Bool
    }

    struct Codec: Decodable {
        let checkpoint: String
        let config: String
    }

    var manifestText: ToyManifest.Text { ToyManifest.Text(length: dalle.config.textSeqLength) }

    var manifestTransformer: ToyManifest.Transformer {
        ToyManifest.Transformer(
            config: ToyManifest.Transformer.Config(
                layers: dalle.config.numLayers, width: dalle.config.hiddenSize, heads: dalle.config.numAttentionHeads,
                textLength: dalle.config.textSeqLength, gridSide: dalle.config.imageTokensPerDim,
                textVocabulary: dalle.config.vocabSize, imageVocabulary: dalle.config.imageVocabSize,
                sandwichLayernorm: dalle.config.cogviewSandwichLayernorm, rules: dalle.hfVersion))
    }
}

import ImageCodec
import Tensors
import TokenTransformer

// The parts of a model that are read as they stand in its folder.
extension ModelFolder {
    func transformer(precision: Precision) throws -> TransformerModel {
        let weights = try weights(manifest.transformer.files) { _ in TransformerModel.keyRules }
        let transformer = try TransformerModel(config: manifest.transformer.config, weights: weights, precision: precision)
        try refuseUnread(weights)
        return transformer
    }

    func codec(precision: Precision) throws -> VQGAN {
        let weights = try weights(manifest.codec.files) { VQGANCheckpointForm(keys: $0).keyRules }
        let codec = try VQGAN(weights: weights, config: manifest.codec.config, precision: precision)
        try refuseUnread(weights)
        return codec
    }
}

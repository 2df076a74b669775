import Tensors
import TextImageMatching

extension CLIPConfig {
    /// The picture tower over a batch.
    package func pictureWork(batch: Int, precision: Precision) -> Work {
        let tokens = 1 + patchesPerSide * patchesPerSide
        let patchWeights = visionWidth * 3 * visionPatch * visionPatch
        let layerWeights = 12 * visionWidth * visionWidth
        let outputWeights = visionWidth * embeddingDimension
        let products = 2.0 * Double((tokens - 1) * patchWeights + tokens * visionLayers * layerWeights + outputWeights)
        let attention = 4.0 * Double(visionLayers * tokens * tokens * visionWidth)
        return Work(
            bytes: Double(patchWeights + visionLayers * layerWeights + outputWeights) * precision.bytesPerWeight,
            operations: Double(batch) * (products + attention))
    }
}

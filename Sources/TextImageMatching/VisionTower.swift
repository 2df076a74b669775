// The Vision Transformer, Dosovitskiy et al., “An Image Is Worth 16x16 Words” (2021), as CLIP has it.
import Checkpoints
import Layers
import Tensors

/// Pictures to vectors.
struct VisionTower: Sendable {
    private let config: CLIPConfig
    private let patchEmbedding: Linear
    /// `[width]`
    private let classEmbedding: Tensor
    /// `[1 + patches, width]`
    private let positions: Tensor
    private let inputNorm: LayerNorm
    private let transformer: CLIPTransformer
    private let outputNorm: LayerNorm
    private let projection: Linear

    /// Reads `conv1`, `class_embedding`, `positional_embedding`, `ln_pre`, `transformer`, `ln_post` and `proj` from a scope.
    init(_ weights: Weights, config: CLIPConfig, precision: Precision) throws(CheckpointError) {
        self.config = config
        let (width, patch) = (config.visionWidth, config.visionPatch)
        // A convolution whose stride is its kernel is a product of every patch with the same matrix.
        patchEmbedding = Linear(
            weight: try weights[scope: "conv1"].tensor("weight", shape: [width, 3, patch, patch])
                .reshaped([width, 3 * patch * patch]),
            bias: nil, precision: precision)
        classEmbedding = try weights.tensor("class_embedding", shape: [width])
        positions = try weights.tensor(
            "positional_embedding", shape: [1 + config.patchesPerSide * config.patchesPerSide, width])
        inputNorm = try LayerNorm(weights[scope: "ln_pre"], width: width)
        transformer = try CLIPTransformer(
            weights[scope: "transformer"], layers: config.visionLayers, width: width, heads: config.visionHeads,
            isCausal: false, precision: precision)
        outputNorm = try LayerNorm(weights[scope: "ln_post"], width: width)
        projection = try Linear(
            projection: "proj", of: weights, inputs: width, outputs: config.embeddingDimension, precision: precision)
    }

    /// Pictures `[3, side, side]` to vectors `[pictures, embeddingDimension]`, not normalised.
    ///
    /// One picture runs after another: it has rows enough to keep the arithmetic busy, and a lazy collection need never hold two.
    func callAsFunction(_ pictures: some Collection<Tensor>, on pool: ComputePool) -> Tensor {
        let width = config.visionWidth
        let rows = positions.shape[0]
        var scratch = CLIPScratch(rows: rows, width: width)
        var pooled = Tensor(shape: [pictures.count, width])
        for (index, picture) in pictures.enumerated() {
            var state = embedded(picture, on: pool)
            transformer.apply(to: &state, sequences: [0..<rows], scratch: &scratch, on: pool)
            // The class token, in row 0, speaks for the picture.
            pooled.replaceRow(index, with: state, row: 0)
        }
        outputNorm.apply(inPlace: &pooled, rows: pictures.count)
        return projection(pooled, on: pool)
    }

    /// `[3, side, side]` to `[1 + patches, width]`: the class token, then the patches, row by row, each at its position.
    private func embedded(_ picture: Tensor, on pool: ComputePool) -> Tensor {
        precondition(picture.shape == [3, config.pictureSide, config.pictureSide], "a picture of the shape \(picture.shape)")
        let patches = patchEmbedding(patches(of: picture), on: pool)
        var state = Tensor(shape: positions.shape) { target in
            classEmbedding.withUnsafeBufferPointer { _ = target.initialize(from: $0) }
            patches.withUnsafeBufferPointer { _ = target.extracting(config.visionWidth...).initialize(from: $0) }
        }
        state.add(positions)
        inputNorm.apply(inPlace: &state, rows: positions.shape[0])
        return state
    }

    /// The patches as rows, `[patches, 3 · patch · patch]`, in the order of the convolution's weights.
    private func patches(of picture: Tensor) -> Tensor {
        let (side, patch, perSide) = (config.pictureSide, config.visionPatch, config.patchesPerSide)
        return Tensor(shape: [perSide * perSide, 3 * patch * patch]) { target in
            picture.withUnsafeBufferPointer { source in
                var place = target.baseAddress!
                for top in stride(from: 0, to: perSide * patch, by: patch) {
                    for left in stride(from: 0, to: perSide * patch, by: patch) {
                        for channel in 0..<3 {
                            for line in top..<top + patch {
                                let first = (channel * side + line) * side + left
                                place.initialize(from: source.baseAddress! + first, count: patch)
                                place += patch
                            }
                        }
                    }
                }
            }
        }
    }
}

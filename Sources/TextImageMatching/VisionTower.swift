// The Vision Transformer, Dosovitskiy et al., “An Image Is Worth 16x16 Words” (2021), as CLIP has it.
import Checkpoints
import Images
import Layers
import Tensors

/// Pictures to vectors.
struct VisionTower: Sendable {
    private let preprocessor: ImagePreprocessor
    private let config: CLIPConfig
    private let patchEmbedding: Linear
    /// `[1 + patches, width]`: what stands at each position before a picture is there, the class token in row 0 and then no patches.
    private let positions: Tensor
    private let inputNorm: LayerNorm
    private let transformer: CLIPTransformer
    private let outputNorm: LayerNorm
    private let projection: Linear
    private let precision: Precision

    /// Pictures that run side by side, so that they share the reading of the weights. More would only need more memory.
    private static let picturesPerGroup = 8

    /// Reads `conv1`, `class_embedding`, `positional_embedding`, `ln_pre`, `transformer`, `ln_post` and `proj` from a scope.
    init(_ weights: Weights, config: CLIPConfig, precision: Precision) throws(CheckpointError) {
        self.config = config
        self.precision = precision
        preprocessor = ImagePreprocessor(config: config)
        let (width, patch) = (config.visionWidth, config.visionPatch)
        // A convolution whose stride is its kernel is a product of every patch with the same matrix.
        patchEmbedding = Linear(
            weight: try weights[scope: "conv1"].tensor("weight", shape: [width, 3, patch, patch])
                .reshaped([width, 3 * patch * patch]),
            bias: nil, precision: precision)
        var positions = try weights.tensor(
            "positional_embedding", shape: [1 + config.patchesPerSide * config.patchesPerSide, width])
        positions.add(try weights.tensor("class_embedding", shape: [width]), count: width)
        self.positions = positions
        inputNorm = try LayerNorm(weights[scope: "ln_pre"], width: width)
        transformer = try CLIPTransformer(
            weights[scope: "transformer"], layers: config.visionLayers, width: width, heads: config.visionHeads,
            isCausal: false, precision: precision)
        outputNorm = try LayerNorm(weights[scope: "ln_post"], width: width)
        projection = try Linear(
            projection: "proj", of: weights, inputs: width, outputs: config.embeddingDimension, precision: precision)
    }

    /// Pictures to vectors `[pictures, embeddingDimension]`, not normalised.
    func callAsFunction(_ pictures: [Image], on pool: ComputePool) -> Tensor {
        let width = config.visionWidth
        let rows = positions.shape[0]
        let most = min(pictures.count, Self.picturesPerGroup) * rows
        var patches = OperandRows(capacity: most, width: patchEmbedding.inputs, precision: precision)
        var scratch = CLIPScratch(rows: most, width: width, precision: precision)
        var pooled = Tensor(shape: [pictures.count, width])
        for first in stride(from: 0, to: pictures.count, by: Self.picturesPerGroup) {
            let group = pictures[first..<min(first + Self.picturesPerGroup, pictures.count)]
            var state = embedded(group, patches: &patches, on: pool)
            let sequences = group.indices.map { ($0 - first) * rows..<($0 - first + 1) * rows }
            // The class token, in a sequence's first row, speaks for the picture.
            let output = transformer.output(
                ofRows: sequences.map(\.lowerBound), from: &state, sequences: sequences, scratch: &scratch, on: pool)
            for index in group.indices { pooled.replaceRow(index, with: output, row: index - first) }
        }
        outputNorm.apply(inPlace: &pooled, rows: pictures.count, on: pool)
        return projection(pooled, on: pool)
    }

    /// Pictures to `[pictures · (1 + patches), width]`: for each the class token, then the patches, row by row, each at its position.
    private func embedded(_ pictures: ArraySlice<Image>, patches: inout OperandRows, on pool: ComputePool) -> Tensor {
        let rows = positions.shape[0]
        pool.parallel(pictures.count) { index in
            preprocessor.forEachPatch(of: pictures[pictures.startIndex + index], side: config.visionPatch) { patch, pixels in
                patches.fill(row: index * rows + 1 + patch, with: pixels)
            }
            // In the place of the class token there are no pixels.
            patches.clear(row: index * rows)
        }
        var state = Tensor(shape: [pictures.count * rows, positions.shape[1]]) { target in
            positions.withUnsafeBufferPointer { positions in
                for index in 0..<pictures.count {
                    let place = index * positions.count..<(index + 1) * positions.count
                    _ = target.extracting(place).initialize(from: positions)
                }
            }
        }
        patchEmbedding.add(patches, rows: state.shape[0], to: &state, on: pool)
        inputNorm.apply(inPlace: &state, rows: state.shape[0], on: pool)
        return state
    }
}

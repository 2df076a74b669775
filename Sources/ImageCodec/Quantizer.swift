import Layers
import Tensors

/// From latents to codes and back.
protocol Quantizer: Sendable {
    /// The vector of each code: `[codes, dimension]`.
    var codebook: Tensor { get }
    /// By what a code is chosen: the highest score wins.
    var scores: CodeScores { get }
}

extension Quantizer {
    /// The codebook's vectors of grids of one size: `[grids, rows, columns, dimension]`.
    func vectors(of grids: [CodeGrid], in workspace: Workspace) throws(ImageCodecError) -> FeatureMap {
        let (size, dimension) = (codebook.shape[0], codebook.shape[1])
        for grid in grids {
            if let index = grid.codes.firstIndex(where: { $0 < 0 || Int($0) >= size }) {
                throw .codeOutOfRange(code: grid.codes[index], index: index, codebookSize: size)
            }
        }
        return FeatureMap(
            pictures: grids.count, height: grids[0].height, width: grids[0].width, channels: dimension, in: workspace
        ) { vectors in
            codebook.withUnsafeBufferPointer { codebook in
                var target = vectors.baseAddress!
                for code in grids.lazy.flatMap(\.codes) {
                    target.update(from: codebook.baseAddress! + Int(code) * dimension, count: dimension)
                    target += dimension
                }
            }
        }
    }
}

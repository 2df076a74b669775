import Tensors

/// From latents to codes and back.
protocol Quantizer: Sendable {
    /// The vector of each code: `[codes, dimension]`.
    var codebook: Tensor { get }
    /// By what a code is chosen: the highest score wins.
    var scores: CodeScores { get }
}

extension Quantizer {
    /// The code at each place of `[dimension, rows, columns]`, in raster order.
    func codes(of latents: Tensor, on pool: ComputePool) -> [Int32] {
        scores.best(latents, on: pool)
    }

    /// The codebook's vectors of a grid: `[dimension, rows, columns]`.
    func vectors(of grid: CodeGrid) throws(ImageCodecError) -> Tensor {
        let (size, dimension) = (codebook.shape[0], codebook.shape[1])
        if let index = grid.codes.firstIndex(where: { $0 < 0 || Int($0) >= size }) {
            throw .codeOutOfRange(code: grid.codes[index], index: index, codebookSize: size)
        }
        let positions = grid.codes.count
        return Tensor(shape: [dimension, grid.height, grid.width]) { vectors in
            codebook.withUnsafeBufferPointer { codebook in
                for (position, code) in grid.codes.enumerated() {
                    for channel in 0..<dimension {
                        vectors[channel * positions + position] = codebook[Int(code) * dimension + channel]
                    }
                }
            }
        }
    }
}

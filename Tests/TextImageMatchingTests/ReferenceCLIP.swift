import Foundation
import Tensors
import TextImageMatching

/// CLIP as the paper has it, in double precision and one number at a time: what the towers are measured against.
///
/// Texts run at their full length with an explicit mask, so that leaving out what follows their end is tested too.
struct ReferenceCLIP {
    typealias Matrix = [[Double]]

    let config: CLIPConfig
    let tensors: [String: Tensor]

    func textVector(_ ids: [Int32]) -> [Double] {
        let embedded = ids.enumerated().map { position, token in
            zip(rows("token_embedding.weight")[Int(token)], rows("positional_embedding")[position]).map(+)
        }
        let output = transformer(embedded, "transformer", layers: config.textLayers, heads: config.textHeads, isCausal: true)
        let end = ids.firstIndex(of: 3)!
        return project(norm(output, "ln_final")[end], by: "text_projection")
    }

    /// - Parameter pixels: `[3, side, side]`.
    func pictureVector(_ pixels: Tensor) -> [Double] {
        let (side, patch, perSide) = (config.pictureSide, config.visionPatch, config.patchesPerSide)
        let kernel = tensors["visual.conv1.weight"]!
        var tokens = [rows("visual.class_embedding")[0]]
        for patchY in 0..<perSide {
            for patchX in 0..<perSide {
                tokens.append((0..<config.visionWidth).map { output in
                    var sum = 0.0
                    for channel in 0..<3 {
                        for y in 0..<patch {
                            for x in 0..<patch {
                                let pixel = pixels[(channel * side + patchY * patch + y) * side + patchX * patch + x]
                                sum += Double(pixel) * Double(kernel[((output * 3 + channel) * patch + y) * patch + x])
                            }
                        }
                    }
                    return sum
                })
            }
        }
        let placed = zip(tokens, rows("visual.positional_embedding")).map { zip($0, $1).map(+) }
        let output = transformer(
            norm(placed, "visual.ln_pre"), "visual.transformer", layers: config.visionLayers, heads: config.visionWidth / 64,
            isCausal: false)
        return project(norm([output[0]], "visual.ln_post")[0], by: "visual.proj")
    }

    private func transformer(_ input: Matrix, _ scope: String, layers: Int, heads: Int, isCausal: Bool) -> Matrix {
        var state = input
        for layer in 0..<layers {
            let block = "\(scope).resblocks.\(layer)"
            state = sum(state, attention(norm(state, block + ".ln_1"), block + ".attn", heads: heads, isCausal: isCausal))
            let hidden = linear(norm(state, block + ".ln_2"), block + ".mlp.c_fc.weight", block + ".mlp.c_fc.bias")
                .map { $0.map { $0 / (1 + exp(-1.702 * $0)) } }
            state = sum(state, linear(hidden, block + ".mlp.c_proj.weight", block + ".mlp.c_proj.bias"))
        }
        return state
    }

    private func attention(_ input: Matrix, _ scope: String, heads: Int, isCausal: Bool) -> Matrix {
        let width = input[0].count
        let size = width / heads
        let mixed = linear(input, scope + ".in_proj_weight", scope + ".in_proj_bias")
        var gathered = Matrix(repeating: [Double](repeating: 0, count: width), count: input.count)
        for head in 0..<heads {
            for query in input.indices {
                let weights = input.indices.map { key -> Double in
                    if isCausal && key > query { return 0 }
                    let dot = (head * size..<(head + 1) * size).reduce(0.0) { $0 + mixed[query][$1] * mixed[key][width + $1] }
                    return exp(dot / Double(size).squareRoot())
                }
                let total = weights.reduce(0, +)
                for column in head * size..<(head + 1) * size {
                    gathered[query][column] = input.indices.reduce(0.0) { $0 + weights[$1] / total * mixed[$1][2 * width + column] }
                }
            }
        }
        return linear(gathered, scope + ".out_proj.weight", scope + ".out_proj.bias")
    }

    private func linear(_ input: Matrix, _ weight: String, _ bias: String) -> Matrix {
        let (weight, bias) = (rows(weight), rows(bias)[0])
        return input.map { row in zip(weight, bias).map { zip($0, row).reduce($1) { $0 + $1.0 * $1.1 } } }
    }

    private func norm(_ input: Matrix, _ scope: String) -> Matrix {
        let (scale, shift) = (rows(scope + ".weight")[0], rows(scope + ".bias")[0])
        return input.map { row in
            let mean = row.reduce(0, +) / Double(row.count)
            let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
            return row.indices.map { (row[$0] - mean) / (variance + 1e-5).squareRoot() * scale[$0] + shift[$0] }
        }
    }

    private func project(_ vector: [Double], by name: String) -> [Double] {
        let matrix = rows(name)
        return matrix[0].indices.map { output in vector.indices.reduce(0.0) { $0 + vector[$1] * matrix[$1][output] } }
    }

    private func sum(_ left: Matrix, _ right: Matrix) -> Matrix {
        zip(left, right).map { zip($0, $1).map(+) }
    }

    /// A tensor as rows of its last axis.
    private func rows(_ name: String) -> Matrix {
        let tensor = tensors[name]!
        let width = tensor.shape.last!
        let values = tensor.values.map(Double.init)
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
}

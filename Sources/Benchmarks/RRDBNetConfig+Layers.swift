import SuperResolution

extension RRDBNetConfig {
    /// A convolution by 3 × 3.
    struct Convolution {
        let name: String
        let inputs, outputs: Int
        /// Pixels along one side of its output, as a multiple of the blocks'.
        let scale: Int

        var weights: Int { outputs * inputs * 9 }
    }

    /// Everything in the net that has weights, in order, under Real-ESRGAN's names.
    var convolutions: [Convolution] {
        var convolutions = [Convolution(name: "conv_first", inputs: inputChannels, outputs: features, scale: 1)]
        for block in 0..<blocks {
            for dense in 1...3 {
                for index in 0..<5 {
                    convolutions.append(
                        Convolution(
                            name: "body.\(block).rdb\(dense).conv\(index + 1)", inputs: features + index * growth,
                            outputs: index < 4 ? growth : features, scale: 1))
                }
            }
        }
        convolutions.append(Convolution(name: "conv_body", inputs: features, outputs: features, scale: 1))
        for doubling in 1...doublings {
            convolutions.append(Convolution(name: "conv_up\(doubling)", inputs: features, outputs: features, scale: 1 << doubling))
        }
        convolutions.append(Convolution(name: "conv_hr", inputs: features, outputs: features, scale: 1 << doublings))
        convolutions.append(Convolution(name: "conv_last", inputs: features, outputs: 3, scale: 1 << doublings))
        return convolutions
    }

    /// The tensors of a checkpoint of this shape.
    package var tensorShapes: [String: [Int]] {
        var shapes: [String: [Int]] = [:]
        for layer in convolutions {
            shapes[layer.name + ".weight"] = [layer.outputs, layer.inputs, 3, 3]
            shapes[layer.name + ".bias"] = [layer.outputs]
        }
        return shapes
    }
}

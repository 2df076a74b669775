import Checkpoints
import Layers
import Tensors

extension Linear {
    /// A product with a bare matrix that is stored `[inputs, outputs]`, the way CLIP keeps the last step of each tower.
    init(
        projection name: String, of weights: Weights, inputs: Int, outputs: Int, precision: Precision
    ) throws(CheckpointError) {
        let stored = try weights.tensor(name, shape: [inputs, outputs])
        let transposed = Tensor(shape: [outputs, inputs]) { target in
            stored.withUnsafeBufferPointer { source in
                for output in 0..<outputs {
                    for input in 0..<inputs { target[output * inputs + input] = source[input * outputs + output] }
                }
            }
        }
        self.init(weight: transposed, bias: nil, precision: precision)
    }
}

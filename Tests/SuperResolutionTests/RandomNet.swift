import Checkpoints
import SuperResolution
import TestSupport
import Tensors

/// Random weights for a net under Real-ESRGAN's keys, and what they make of a picture by the definition.
struct RandomNet {
    let config: RRDBNetConfig
    private(set) var tensors: [String: Tensor] = [:]

    init(_ config: RRDBNetConfig, seed: UInt64 = 1) {
        self.config = config
        var generator = SeededGenerator(seed: seed)
        func scaled(_ values: [Float], by factor: Float) -> [Float] { values.map { (value: Float) -> Float in factor * value } }
        func convolution(_ key: String, _ inputs: Int, _ outputs: Int) {
            let spread = (3 / Float(inputs * 9)).squareRoot()
            tensors[key + ".weight"] = Tensor(
                shape: [outputs, inputs, 3, 3], values: scaled(generator.floats(outputs * inputs * 9), by: spread))
            tensors[key + ".bias"] = Tensor(shape: [outputs], values: scaled(generator.floats(outputs), by: 0.1))
        }
        let features = config.features
        convolution("conv_first", config.inputChannels, features)
        for block in 0..<config.blocks {
            for dense in 1...3 {
                for index in 0..<5 {
                    convolution(
                        "body.\(block).rdb\(dense).conv\(index + 1)", features + index * config.growth,
                        index < 4 ? config.growth : features)
                }
            }
        }
        for name in ["conv_body", "conv_hr"] { convolution(name, features, features) }
        for number in 1...config.doublings { convolution("conv_up\(number)", features, features) }
        convolution("conv_last", features, 3)
        // Around the middle of what a picture can hold.
        tensors["conv_last.bias"] = Tensor(shape: [3], values: [0.4, 0.5, 0.6])
    }

    func net(precision: Precision = .float32) throws -> RRDBNet {
        try RRDBNet(weights: Weights(MemoryCheckpoint(tensors)), config: config, precision: precision)
    }

    /// Channels of a picture, each row by row.
    struct Planes {
        var height, width: Int
        var values: [[Double]]

        static func + (left: Planes, right: Planes) -> Planes {
            var sum = left
            for channel in sum.values.indices {
                for place in sum.values[channel].indices { sum.values[channel][place] += right.values[channel][place] }
            }
            return sum
        }

        func map(_ body: (Double) -> Double) -> Planes {
            Planes(height: height, width: width, values: values.map { plane in plane.map(body) })
        }

        /// Each new pixel from one of each channel, whose place `source` finds.
        private func plane(_ plane: [Double], height: Int, width: Int, source: (_ line: Int, _ column: Int) -> Int) -> [Double] {
            var values: [Double] = []
            for line in 0..<height {
                for column in 0..<width { values.append(plane[source(line, column)]) }
            }
            return values
        }

        func doubled() -> Planes {
            let source = { (line: Int, column: Int) -> Int in line / 2 * self.width + column / 2 }
            return Planes(
                height: 2 * height, width: 2 * width,
                values: values.map { plane($0, height: 2 * height, width: 2 * width, source: source) })
        }

        func unshuffled() -> Planes {
            var planes: [[Double]] = []
            for values in values {
                for part in 0..<4 {
                    let source = { (line: Int, column: Int) -> Int in (2 * line + part / 2) * self.width + 2 * column + part % 2 }
                    planes.append(plane(values, height: height / 2, width: width / 2, source: source))
                }
            }
            return Planes(height: height / 2, width: width / 2, values: planes)
        }
    }

    /// What the definition makes of a picture in double precision.
    func upscaled(_ picture: Planes) -> Planes {
        let leaky = { (x: Double) -> Double in x < 0 ? 0.2 * x : x }
        let fifth = { (x: Double) -> Double in 0.2 * x }
        let first = convolution("conv_first", config.scale == 2 ? picture.unshuffled() : picture)
        var deep = first
        for block in 0..<config.blocks {
            var stream = deep
            for dense in 1...3 {
                let scope = "body.\(block).rdb\(dense)."
                var read = stream
                for index in 1...4 { read.values += convolution(scope + "conv\(index)", read).map(leaky).values }
                stream = stream + convolution(scope + "conv5", read).map(fifth)
            }
            deep = deep + stream.map(fifth)
        }
        var features = first + convolution("conv_body", deep)
        for number in 1...config.doublings { features = convolution("conv_up\(number)", features.doubled()).map(leaky) }
        return convolution("conv_last", convolution("conv_hr", features).map(leaky))
    }

    private func convolution(_ key: String, _ input: Planes) -> Planes {
        let weight: [Float] = tensors[key + ".weight"]!.values
        let bias: [Float] = tensors[key + ".bias"]!.values
        let (inputs, height, width) = (input.values.count, input.height, input.width)
        var planes: [[Double]] = []
        for output in bias.indices {
            var plane = [Double](repeating: Double(bias[output]), count: height * width)
            for channel in 0..<inputs {
                for y in 0..<3 {
                    for x in 0..<3 {
                        let factor = Double(weight[((output * inputs + channel) * 3 + y) * 3 + x])
                        for line in max(1 - y, 0)..<max(min(height + 1 - y, height), max(1 - y, 0)) {
                            for column in max(1 - x, 0)..<max(min(width + 1 - x, width), max(1 - x, 0)) {
                                let source = (line + y - 1) * width + column + x - 1
                                plane[line * width + column] += factor * input.values[channel][source]
                            }
                        }
                    }
                }
            }
            planes.append(plane)
        }
        return Planes(height: height, width: width, values: planes)
    }
}

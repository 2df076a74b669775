import CKernels
import Tensors

/// A 3 × 3 convolution by Winograd's F(2 × 2, 3 × 3) (Lavin, Gray: "Fast Algorithms for Convolutional Neural Networks", 2016): a tile of
/// 2 × 2 outputs takes 16 multiplications per channel in the place of 36. Where each pixel of the input is doubled first, tiles lie so that
/// they read three different pixels of a line, one of four points is always 0, and 9 multiplications are left.
struct WinogradConvolution: ConvolutionMethod {
    private let doubling: Bool
    private let negativeSlope: Float
    private let outputs: Int
    /// Points of a tile's transform in each direction.
    private let points: Int
    /// `[points², outputs, channels]`
    private let weights: PackedWeights

    /// Whether the transforms cost less than they save.
    static func suits(inputs: Int) -> Bool { inputs >= 16 }

    /// - Parameters:
    ///   - weight: `[outputs, inputs, 3, 3]`.
    ///   - negativeSlope: what negative outputs are multiplied by.
    init(_ weight: Tensor, doubling: Bool, negativeSlope: Float, precision: Precision) {
        let inputs = weight.shape[1]
        self.doubling = doubling
        self.negativeSlope = negativeSlope
        outputs = weight.shape[0]
        points = doubling ? 3 : 4
        weights = PackedWeights(
            Self.weightsAtPoints(
                weight, places: Array(0..<inputs), channels: precision.ofPictures.kernel.padded(inputs), doubling: doubling),
            precision: precision.ofPictures)
    }

    /// The transform of a weight `[outputs, inputs, 3, 3]`: `[points², outputs, channels]`.
    ///
    /// - Parameters:
    ///   - places: the channel that each input lies in; channels of no input have zeros.
    static func weightsAtPoints(_ weight: Tensor, places: [Int], channels: Int, doubling: Bool = false) -> Tensor {
        let (outputs, inputs) = (weight.shape[0], weight.shape[1])
        let points = doubling ? 3 : 4
        return Tensor(shape: [points * points, outputs, channels]) { target in
            target.initialize(repeating: 0)
            weight.withUnsafeBufferPointer { source in
                for output in 0..<outputs {
                    for channel in 0..<inputs {
                        let kernel = source.extracting((output * inputs + channel) * 9..<(output * inputs + channel + 1) * 9)
                        let left = Self.atPoints(kernel[0], kernel[3], kernel[6], doubling: doubling)
                        let middle = Self.atPoints(kernel[1], kernel[4], kernel[7], doubling: doubling)
                        let right = Self.atPoints(kernel[2], kernel[5], kernel[8], doubling: doubling)
                        for y in 0..<points {
                            let line = Self.atPoints(left[y], middle[y], right[y], doubling: doubling)
                            for x in 0..<points { target[((y * points + x) * outputs + output) * channels + places[channel]] = line[x] }
                        }
                    }
                }
            }
        }
    }

    /// One dimension of a kernel at each point. With doubled pixels the middle point takes both occurrences of a pixel.
    private static func atPoints(_ a: Float, _ b: Float, _ c: Float, doubling: Bool) -> SIMD4<Float> {
        doubling ? SIMD4(a, a + b + c, c, 0) : SIMD4(a, (a + b + c) / 2, (a - b + c) / 2, c)
    }

    func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
        doubling ? (2 * height, 2 * width) : (height, width)
    }

    func convolve(
        _ input: FeatureMap, through map: ChannelMap, bias: Tensor?, accumulates: Bool, into output: FeatureMap, in workspace: Workspace
    ) -> ChannelMoments? {
        let plan = TilePlan(
            pictures: output.pictures, height: output.height, width: output.width,
            groups: (weights.panelCount + TileProducts.panelsOfGroup - 1) / TileProducts.panelsOfGroup, threads: workspace.pool.threads)
        let moments = ChannelMoments(pictures: output.pictures, parts: plan.blocksOfPicture, channels: outputs, in: workspace)
        map.withKernelForm(precision: weights.precision) { map in
            weights.withPanels { panels in
                bias.withOptionalPointer { bias in
                    moments.withParts { moments in
                        let products = TileProducts(
                            points: points, input: PictureLines(input, through: map, channels: weights.inner), panels: panels,
                            plan: plan, bias: bias, negativeSlope: negativeSlope, accumulates: accumulates, output: output.values,
                            height: output.height, width: output.width, outputs: outputs, moments: moments)
                        workspace.pool.parallel(plan.taskCount) { task in
                            workspace.withScratch(of: UInt8.self, count: products.scratchBytes) { scratch in
                                products.compute(plan.task(task), scratch: UnsafeMutableRawPointer(scratch))
                            }
                        }
                    }
                }
            }
        }
        return moments
    }
}

import Checkpoints
import ForegroundSegmentation
import Foundation
import Images
import TestSupport
import Tensors
import Testing

/// That the numbers are right is the reference cases' to say.
@Suite struct UNetTests {
    private let checkpoint: any Checkpoint
    private let config: UNetConfig

    init() throws {
        let golden = try #require(try GoldenCase.all(kind: "segmentation").first)
        let description = try golden.decoded(as: Description.self)
        checkpoint = try CheckpointFile.open(golden.folder.appending(path: description.checkpoint))
        config = try JSONDecoder().decode(WholeCase.self, from: golden.json).config
    }

    private struct Description: Decodable {
        let checkpoint: String
    }

    /// `config` as a model's manifest would have it.
    private struct WholeCase: Decodable {
        let config: UNetConfig
    }

    private func weights(changing change: (inout [String: Tensor]) -> Void = { _ in }) throws -> Weights {
        var tensors = [String: Tensor]()
        for key in checkpoint.keys where !key.hasSuffix("num_batches_tracked") { tensors[key] = try checkpoint.tensor(key) }
        change(&tensors)
        return Weights(MemoryCheckpoint(tensors), renaming: UNet.keyRules)
    }

    private func pictures(_ count: Int, height: Int, width: Int) -> Tensor {
        var random = SeededGenerator(seed: 3)
        return Tensor(shape: [count, height, width, 3], values: random.floats(count * height * width * 3).map { abs($0) })
    }

    @Test func resultsDependNeitherOnThreadsNorOnThePicturesBeside() throws {
        let net = try UNet(weights: weights(), config: config)
        let pictures = pictures(3, height: 64, width: 32)
        let together = net.logits(pictures, on: ComputePool(threads: 1))
        #expect(together.shape == [3, 64, 32, 2])
        #expect(Set(together.values).count > together.count / 2)
        for threads in [2, 5] { #expect(net.logits(pictures, on: ComputePool(threads: threads)).values == together.values) }
        for index in 0..<3 {
            #expect(net.logits(pictures.rows(index..<index + 1)).values == together.rows(index..<index + 1).values)
        }
    }

    @Test func everyWeightOfTheNetIsRead() throws {
        let weights = try weights { $0["encoder._blocks.99._project_conv.weight"] = Tensor(shape: [1]) }
        _ = try UNet(weights: weights, config: config)
        #expect(weights.unread() == ["encoder._blocks.99._project_conv.weight"])
    }

    @Test(arguments: [
        "encoder._conv_stem.weight", "encoder._blocks.0._depthwise_conv.weight", "encoder._blocks.2._se_reduce.bias",
        "encoder._blocks.3._bn1.running_var", "decoder.blocks.4.conv2.1.bias", "segmentation_head.0.weight",
    ])
    func missingAndMisshapenWeightsAreNamed(key: String) throws {
        let missing = #expect(throws: CheckpointError.self) {
            try UNet(weights: weights { $0[key] = nil }, config: config)
        }
        guard case .missingKey(_, key, _) = missing else { return #expect(Bool(false), "\(String(describing: missing))") }
        let misshapen = #expect(throws: CheckpointError.self) {
            try UNet(weights: weights { $0[key] = Tensor(shape: [7, 1]) }, config: config)
        }
        guard case .shapeMismatch(_, key, _, [7, 1]) = misshapen else { return #expect(Bool(false), "\(String(describing: misshapen))") }
    }

    @Test(arguments: [(1, 1), (5, 300), (96, 96), (700, 3)]) func masksPicturesOfAnySize(width: Int, height: Int) throws {
        let segmenter = try ForegroundSegmenter(weights: weights(), config: config)
        let mask = segmenter.mask(of: Image(width: width, height: height, filledWith: .white))
        #expect(mask.width == config.pictureSide && mask.height == config.pictureSide)
        #expect((0.5...1).contains(mask.confidence))
        let cutout = PictureCutter(.unet, segmenter: segmenter).cut(Image(width: width, height: height, filledWith: .white))
        #expect(cutout.method == .unet && cutout.image.width == width && cutout.image.height == height)
    }

    /// Weights that overflow are finite each: the mask has no numbers then, and the contour takes over.
    @Test func aNetWithoutNumbersIsNotTrusted() throws {
        let huge = try weights {
            $0["segmentation_head.0.weight"] = Tensor(
                shape: $0["segmentation_head.0.weight"]!.shape, values: $0["segmentation_head.0.weight"]!.values.map { _ in 3e38 })
            $0["segmentation_head.0.bias"] = Tensor(shape: [2], values: [-3e38, -3e38])
        }
        let segmenter = try ForegroundSegmenter(weights: huge, config: config)
        let picture = Image(width: 20, height: 20, filledWith: .white)
        #expect(!(segmenter.mask(of: picture).confidence > 0.99))
        #expect(PictureCutter(.auto, segmenter: segmenter).cut(picture).method == .contour)
        #expect(PictureCutter(.unet, segmenter: segmenter).cut(picture).image.width == 20)
    }
}

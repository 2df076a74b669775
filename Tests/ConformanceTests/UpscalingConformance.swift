import Checkpoints
import Foundation
import Images
import SuperResolution
import TestSupport
import Tensors

/// A case of kind `realesrgan`: a picture enlarged in the released sizes of tiles, which hold it whole, and in small ones, whose seams show.
func checkUpscaling(_ golden: GoldenCase) throws -> CaseResult {
    let description = try golden.decoded(as: UpscalerCase.self)
    let checkpoint = try CheckpointFile.open(golden.folder.appending(path: description.checkpoint))
    let weights = Weights(checkpoint, renaming: RRDBNet.keyRules(for: checkpoint.keys))
    let config = try RRDBNetConfig(
        scale: description.scale, features: description.numFeat, blocks: description.numBlock, growth: description.numGrowCh)
    let recognized = try RRDBNetConfig(shapesOf: weights) == config
    let net = try RRDBNet(weights: weights, config: config)
    let rounded = try RRDBNet(weights: weights, config: config, precision: .bfloat16)

    func picture(_ name: String) throws -> Image {
        try PNGReader.read(path: golden.folder.appending(path: name).path(percentEncoded: false)).image
    }
    let input = try picture("input.png")
    let small = try Tiling(patch: 32, surroundings: 2, border: 15)
    let whole = try Upscaler(net)(input)
    print(
        "accuracy: \(golden.name) bfloat16 largest pixel difference from float32",
        largestPixelDifference(try Upscaler(rounded)(input), whole))
    return CaseResult(parts: [
        ("configuration of the file", recognized ? 0 : .infinity),
        ("unread weights", weights.unread().isEmpty ? 0 : .infinity),
        ("whole", largestPixelDifference(whole, try picture("expected.png")) / description.pixelAtol),
        ("tiled", largestPixelDifference(try Upscaler(net, tiling: small)(input), try picture("expected-tiled.png")) / description.pixelAtol),
    ])
}

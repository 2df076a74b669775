import Checkpoints
import Foundation
import ImageCodec
import Images
import TestSupport
import TextToImage

/// Which cells the borders of an image prompt keep, and their codes.
func checkImagePrompts(_ golden: GoldenCase) throws -> CaseResult {
    let contents = try golden.decoded(as: ImagePromptCases.self)
    let yaml = try String(contentsOf: golden.folder.appending(path: contents.config), encoding: .utf8)
    let checkpoint = try CheckpointFile.open(golden.folder.appending(path: contents.checkpoint))
    let weights = Weights(checkpoint, renaming: VQGANCheckpointForm(keys: checkpoint.keys).keyRules)
    let codec = try VQGAN(weights: weights, config: VQGANConfig(yaml: yaml))
    let picture = try PNGReader.read(path: golden.folder.appending(path: contents.image).path(percentEncoded: false)).image
    let (width, height) = (picture.width / codec.config.pixelsPerCode, picture.height / codec.config.pixelsPerCode)

    let encoder = ImagePromptEncoder(codec: codec)
    let parts = try contents.cases.enumerated().flatMap { index, expected in
        let border = expected.borders.cells
        let kept = border.cells(width: width, height: height)
        let codes = try encoder.codes(
            of: picture, kept: .border(border, cropsFirst: expected.cropFirst), width: width, height: height
        ).codes
        let differing = expected.indices.count { codes[$0] != expected.codes[$0] }
        return [
            (name: "cells of \(index)", error: Float(kept.indices.filter { kept[$0] } == expected.indices ? 0 : Float.infinity)),
            (name: "codes of \(index) (\(differing) differ)", error: Float(differing == 0 ? 0 : Float.infinity)),
        ]
    }
    return CaseResult(parts: parts.isEmpty ? [("no cases", .infinity)] : parts)
}

private struct ImagePromptCases: Decodable {
    let config: String
    let checkpoint: String
    let image: String
    let cases: [Case]

    struct Case: Decodable {
        let borders: GoldenBorders
        let cropFirst: Bool
        let indices: [Int]
        let codes: [Int32]
    }
}

/// Borders as `case.json` names them.
struct GoldenBorders: Decodable {
    let up: Int
    let down: Int
    let left: Int
    let right: Int

    var cells: BorderCells { BorderCells(up: up, down: down, left: left, right: right) }
}

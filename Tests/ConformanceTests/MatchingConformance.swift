import Checkpoints
import Foundation
import Images
import Tensors
import TestSupport
import TextImageMatching
import Tokenization

/// ruCLIP from its own files: the texts' tokens, the pictures' pixels, both vectors, the scores and the logits.
func checkMatching(_ golden: GoldenCase) throws -> CaseResult {
    try MatchingCase(golden).check()
}

/// A fixture of the kind `ruclip`.
private struct MatchingCase {
    private let contents: Contents
    private let folder: URL
    private let expected: any Checkpoint
    private let weights: Weights
    private let config: CLIPConfig
    private let model: CLIP
    private let pool = ComputePool.shared

    private struct Contents: Decodable {
        let texts: [String]
        let images: [String]
        let templates: [String]
        let rtol: Float
        let atol: Float
        let pixelAtol: Float
    }

    init(_ golden: GoldenCase) throws {
        contents = try golden.decoded(as: Contents.self)
        folder = golden.folder
        expected = try CheckpointFile.open(folder.appending(path: "expected.safetensors"))
        config = try CLIPConfig(
            ruCLIPConfiguration: Data(contentsOf: folder.appending(path: "config.json")), file: "config.json")
        weights = Weights(try CheckpointFile.open(folder.appending(path: "pytorch_model.bin")))
        model = try CLIP(weights: weights, config: config)
    }

    func check() throws -> CaseResult {
        let encoding = try RuCLIPTextEncoding(
            tokenizer: BPETokenizer(BPEVocabulary(contentsOf: folder.appending(path: "bpe.model"))),
            length: config.contextLength)
        let templates = try PromptTemplates(contents.templates)
        let ids = try contents.texts.map { try encoding.encode($0).ids }
        let plain = unitRows(try model.encodeText(ids: ids, on: pool))
        let averaged = try contents.texts.map { text in
            try model.encodePrompt(ids: templates.prompts(for: text).map { try encoding.encode($0).ids }, on: pool)
        }

        let images = try contents.images.map {
            try PNGReader.read(path: folder.appending(path: $0).path(percentEncoded: false)).image
        }
        let pixels = images.map(ImagePreprocessor(config: config).callAsFunction)
        let pictures = unitRows(model.encodePictures(images, on: pool))
        let scores = pictures.flatMap { picture in averaged.map { CLIP.score($0, picture) } }
        let logits = pictures.flatMap { picture in plain.map { model.logitScale * CLIP.score($0, picture) } }

        return CaseResult(parts: [
            ("unread weights", weights.unread().isEmpty ? 0 : .infinity),
            ("input_ids", try expected.integers("input_ids") == ids.joined().map(Int64.init) ? 0 : .infinity),
            ("text_latents_plain", try error(of: plain.flatMap(\.values), "text_latents_plain")),
            ("text_latents_templates", try error(of: averaged.flatMap(\.values), "text_latents_templates")),
            (
                "pixel_values",
                largestToleranceRatio(
                    pixels.flatMap(\.values), try expected.tensor("pixel_values").values, relative: 0,
                    absolute: contents.pixelAtol)
            ),
            ("image_latents", try error(of: pictures.flatMap(\.values), "image_latents")),
            ("scores", try error(of: scores, "scores")),
            ("logits_per_image", try error(of: logits, "logits_per_image")),
        ])
    }

    private func error(of found: [Float], _ name: String) throws -> Float {
        largestToleranceRatio(
            found, try expected.tensor(name).values, relative: contents.rtol, absolute: contents.atol)
    }

    /// The rows of `[rows, width]`, each at length 1.
    private func unitRows(_ tensor: Tensor) -> [Tensor] {
        let width = tensor.shape[1]
        let values = tensor.values
        return (0..<tensor.shape[0]).map { row in
            let vector = values[row * width..<(row + 1) * width]
            let length = vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            return Tensor(shape: [width], values: vector.map { Float(Double($0) / length) })
        }
    }
}

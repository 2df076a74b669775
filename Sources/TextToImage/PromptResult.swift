import Crypto
import ForegroundSegmentation
import Foundation

/// What a prompt of a file came to: a line of the manifest.
public struct PromptResult: Codable, Sendable {
    public var format = 1
    /// Of the file of prompts, when it was painted.
    public var line: Int
    public var prompt: String
    public var seed: UInt64
    public var candidates: Int
    public var rankedBy: Ranking
    public var sampling: SamplingOptions
    public var model: GenerationRecord.Model
    public var upscale: Int?
    public var cutout: PictureCutter.Choice?
    public var shape: GenerationRecord.Shape?
    public var imagePrompts: [GenerationRecord.ImagePrompt]?
    /// Names in the manifest's folder: the pictures, best first, the contact sheet, the sidecar.
    public var files: [String]
    /// Of the sidecar without its pictures and its machine, and of the columns that the contact sheet was asked to have: equal where all that was
    /// asked for, and the model, are equal.
    public var settingsSHA256: String

    enum CodingKeys: String, CodingKey {
        case format, line, prompt, seed, candidates, sampling, model, upscale, cutout, shape, files
        case rankedBy = "ranked_by"
        case imagePrompts = "image_prompts"
        case settingsSHA256 = "settings_sha256"
    }

    init(line: Int, record: GenerationRecord, export: PictureExport) {
        self.line = line
        files = export.names
        prompt = record.prompt
        seed = record.seed
        candidates = record.candidates
        rankedBy = record.rankedBy
        sampling = record.sampling
        model = record.model
        upscale = record.upscale
        cutout = record.cutout
        shape = record.shape
        imagePrompts = record.imagePrompts
        var settings = record
        settings.pictures = []
        settings.contactSheet = nil
        settings.machine = GenerationRecord.Machine(kernels: "", openBLASCore: "")
        var hash = SHA256()
        hash.update(data: settings.json)
        if let columns = export.columns { hash.update(data: Data("columns \(columns)".utf8)) }
        settingsSHA256 = hash.finalize().map { String(format: "%02x", $0) }.joined()
    }

    /// One line, its keys in order, without the line feed.
    var json: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try? encoder.encode(self)
        precondition(data != nil, "a result that cannot be encoded")
        return data!
    }

    /// Whether another result is the same but for the line, which moves when lines are put in before it.
    func isSame(as other: PromptResult) -> Bool { identity == other.identity }

    /// What equal results have in common, and others do not.
    var identity: [String] { [settingsSHA256] + files }
}

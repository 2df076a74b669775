import TokenTransformer
import Tokenization

/// The prompts of a file, painted one after the other: a sequence of events that the caller pulls, as a run is.
///
/// A prompt that cannot be painted does not stop the others. What the folder's manifest says was made, and is there, is not made again.
public final class PromptBatch {
    /// What a batch has just done.
    public enum Event: Sendable {
        /// The prompt of a line is begun.
        case started(PromptEntry)
        /// What the run of that prompt did; its pictures come with `made`.
        case advanced(GenerationEvent)
        /// The prompt's files and its line in the manifest stand.
        case made(PromptResult, GenerationRecord)
        /// It stood already, of whatever line.
        case found(PromptResult)
        case failed(PromptEntry, any Error)
    }

    private let pipeline: TextToImagePipeline
    private let settings: PromptSettings
    private let manifest: PromptManifest
    private var entries: ArraySlice<PromptEntry>
    private var current: Current?

    private struct Current {
        let entry: PromptEntry
        let run: GenerationRun
        let request: GenerationRequest
        let export: PictureExport
    }

    /// Makes the folder and opens its manifest.
    ///
    /// - Throws: `TextToImageError` or `SuperResolutionError` for what no prompt can be painted with; then nothing is touched. `TextToImageError` or
    ///   `ImageError` for a folder or a manifest that cannot be used.
    public init(_ entries: [PromptEntry], settings: PromptSettings, pipeline: TextToImagePipeline) throws {
        self.entries = entries[...]
        self.settings = settings
        self.pipeline = pipeline
        let layout = try pipeline.composition(of: settings.request).layout
        try settings.finish.check(width: layout.width, height: layout.height)
        try PictureExport.makeFolder(settings.folder)
        manifest = try PromptManifest(folder: settings.folder, anew: settings.overwrites)
    }

    /// Where the files of a result lie.
    public func path(of file: String) -> String { settings.folder + "/" + file }

    /// Does one step and says what it did; nil when all is done.
    ///
    /// - Parameter progress: of finishing a prompt's pictures, all within one step: how much is done, and of how much; what it throws ends the call.
    /// - Throws: what would stop every prompt, such as a full disk, and what `progress` throws; then nothing of the prompt is left behind.
    public func next(finishing progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }) throws -> Event? {
        if let current {
            do {
                return try advance(current, finishing: progress)
            } catch where Self.concernsOnePrompt(error) {
                leave(current)
                return .failed(current.entry, error)
            } catch {
                leave(current)
                throw error
            }
        }
        guard let entry = entries.popFirst() else { return nil }
        do {
            return try begin(entry)
        } catch where Self.concernsOnePrompt(error) {
            return .failed(entry, error)
        }
    }

    /// Forgets the prompt that is being painted, with nothing of it left behind.
    public func stop() {
        if let current { leave(current) }
        entries = []
    }

    private func begin(_ entry: PromptEntry) throws -> Event {
        let seed = entry.seed ?? settings.seed
        let tokenized = try pipeline.tokenize(entry.prompt)
        func wanted(_ seed: UInt64) throws -> PromptResult {
            let request = settings.request(for: entry, seed: seed)
            return PromptResult(
                line: entry.line, record: try record(of: request, prompt: tokenized),
                export: try settings.export(of: entry, request: request))
        }
        let earlier = try manifest.takeEarlier(entry.prompt, seed: seed, wanted: wanted)
        if var found = earlier?.result, earlier?.isWhole == true {
            found.line = entry.line
            return .found(found)
        }

        let request = settings.request(for: entry, seed: earlier?.result.seed ?? seed ?? GenerationRequest.randomSeed())
        let run = try pipeline.run(request)
        var export = try settings.export(of: entry, request: request)
        // What is left of the files is this prompt's own.
        if earlier != nil { export.overwrites = true }
        try export.prepare(previews: request.previewRows != nil)
        current = Current(entry: entry, run: run, request: request, export: export)
        return .started(entry)
    }

    private func advance(_ current: Current, finishing progress: (_ done: Int, _ total: Int) throws -> Void) throws -> Event {
        guard let event = try current.run.next() else { preconditionFailure("a run that ends without pictures") }
        switch event {
        case .ranked(let pictures):
            let record = try record(of: current.request, prompt: current.run.prompt)
            let result = PromptResult(line: current.entry.line, record: record, export: current.export)
            let written = try manifest.add(result) { try current.export.write(pictures, record: record, progress: progress) }
            leave(current)
            return .made(result, written)
        case .preview(let preview):
            try current.export.write(preview)
            return .advanced(event)
        default:
            return .advanced(event)
        }
    }

    private func record(of request: GenerationRequest, prompt: TokenizedPrompt) throws -> GenerationRecord {
        var record = try pipeline.record(of: request, prompt: prompt)
        settings.finish.describe(in: &record)
        return record
    }

    private func leave(_ current: Current) {
        if current.request.previewRows != nil { current.export.removePreview() }
        self.current = nil
    }

    /// Whether the other prompts may fare better.
    private static func concernsOnePrompt(_ error: any Error) -> Bool {
        switch error {
        case TextToImageError.emptyPrompt, TextToImageError.outputExists, TextToImageError.guidanceNotTrained,
            is TransformerError, is TokenizationError:
            true
        default: false
        }
    }
}

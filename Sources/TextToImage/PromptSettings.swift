/// What the prompts of a file are painted with, unless a line says otherwise, and where their pictures go.
public struct PromptSettings: Sendable {
    /// Its prompt and seed are nobody's.
    public var request: GenerationRequest
    /// Nil for one of its own for each prompt.
    public var seed: UInt64?
    /// Pictures to write of each prompt, where there are so many; nil for all.
    public var keep: Int?
    public var pattern: String
    public var folder: String
    public var columns: Int?
    /// Whether all is painted anew, over what is there.
    public var overwrites: Bool
    public var finish: PictureFinish

    public init(
        request: GenerationRequest, seed: UInt64?, keep: Int?, pattern: String = FileNaming.standardPattern, folder: String,
        columns: Int? = nil, overwrites: Bool = false, finish: PictureFinish = PictureFinish()
    ) {
        self.request = request
        self.seed = seed
        self.keep = keep
        self.pattern = pattern
        self.folder = folder
        self.columns = columns
        self.overwrites = overwrites
        self.finish = finish
    }

    func request(for entry: PromptEntry, seed: UInt64) -> GenerationRequest {
        var request = request
        request.prompt = entry.prompt
        request.seed = seed
        request.sampling = entry.sampling(defaults: request.sampling)
        // So many of each picture that is started from.
        if let candidates = entry.candidates { request.candidates = 0..<max(candidates, 0) * max(request.imagePrompts.count, 1) }
        return request
    }

    func export(of entry: PromptEntry, request: GenerationRequest) throws(TextToImageError) -> PictureExport {
        let candidates = request.candidates.count
        if let keep = entry.keep, !(1...max(candidates, 1)).contains(keep) {
            throw .badOption(name: "--keep", value: "\(keep)", allowed: .range(1...max(candidates, 1)))
        }
        return PictureExport(
            folder: folder, naming: try FileNaming(pattern: entry.name ?? pattern, prompt: entry.prompt, seed: request.seed),
            keep: entry.keep ?? min(keep ?? candidates, candidates), columns: columns, overwrites: overwrites,
            finish: finish)
    }

    /// Refuses, before anything is painted, lines that say what cannot be, and lines whose pictures would have the same names.
    ///
    /// - Parameter file: what errors call the file of the entries.
    /// - Throws: `TextToImageError.badOption` for what holds for all lines, `.badLineOption`, `.linesCollide`.
    public func validate(_ entries: [PromptEntry], file: String) throws(TextToImageError) {
        _ = try FileNaming(pattern: pattern, prompt: "", seed: 0)
        if let keep, keep < 1 { throw .badOption(name: "--keep", value: "\(keep)", allowed: .atLeast(1)) }
        let candidateCounts = GenerationRequest.candidateCounts(imagePrompts: request.imagePrompts.count)
        var lineOfFile: [String: Int] = [:]
        for entry in entries {
            let seed = entry.seed ?? seed
            let sidecar: String
            do throws(TextToImageError) {
                if let candidates = entry.candidates, !candidateCounts.contains(candidates) {
                    throw .badOption(name: "--candidates", value: "\(candidates)", allowed: .range(candidateCounts))
                }
                let request = request(for: entry, seed: seed ?? 0)
                try request.validate()
                sidecar = try export(of: entry, request: request).naming.sidecar
            } catch .badOption(let name, let value, let allowed) {
                let key = String(name.drop { $0 == "-" }).replacing("-", with: "_")
                throw .badLineOption(path: file, line: entry.line, key: key, value: value, allowed: allowed)
            } catch {
                throw error
            }
            // An empty prompt fails without a picture.
            guard !entry.prompt.allSatisfy(\.isWhitespace) else { continue }
            // Seeds that are not known yet differ.
            guard seed != nil || !(entry.name ?? pattern).contains(FileNaming.seedPlace) else { continue }
            if let other = lineOfFile.updateValue(entry.line, forKey: sidecar) {
                throw .linesCollide(path: file, line: entry.line, otherLine: other, file: sidecar)
            }
        }
    }
}

/// What a run has just done.
public enum GenerationEvent: Sendable {
    /// The prompt was read; see `TokenizedPrompt` for what became of it.
    case promptRead(TokenizedPrompt)
    /// Codes drawn so far, over all candidates.
    case codesDrawn(done: Int, of: Int)
    /// As asked for in the request: the pictures so far.
    case preview(GenerationPreview)
    /// Pictures painted (and compared with the prompt, where asked) so far.
    case picturesPainted(done: Int, of: Int)
    /// All is done: the pictures, best first.
    case ranked([RankedImage])
}

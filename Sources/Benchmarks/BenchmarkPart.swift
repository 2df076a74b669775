/// A part of painting a picture that is measured by itself.
package enum BenchmarkPart: String, Sendable, CaseIterable {
    /// What stands before the first code: a model's weights opened, a text read, one step. Only of a model in files.
    case open
    /// One position of all candidates: embedding, layers, logits, the drawing of codes, perplexity.
    case step
    /// The reading of a text.
    case prefill
    /// One picture through the codec's decoder.
    case decode
    /// One picture of a batch through the matcher's picture tower.
    case rank
    /// One picture through the upscaler's net as a whole.
    case upscale
}

// How much memory a model takes, for whoever plans or measures it.
extension TransformerModel {
    /// All embeddings and matrices, as they are held.
    public var weightBytes: Int {
        let embeddings = [textEmbeddings, textPositions, imageEmbeddings, imageRows, imageColumns]
        return embeddings.reduce(bytesPerStep + (textLogits?.byteCount ?? 0)) { $0 + $1.byteCount }
    }

    /// What one step of image codes reads of the weights: every matrix once.
    public var bytesPerStep: Int { blocks.reduce(imageLogits.byteCount) { $0 + $1.byteCount } }

    /// The keys and values of a prompt's text, whatever the number of its candidates.
    public var bytesPerPrompt: Int { textLayout.byteCount }

    /// The keys and values of a row's image codes: what each further candidate takes.
    public var bytesPerRow: Int { imageLayout.byteCount }
}

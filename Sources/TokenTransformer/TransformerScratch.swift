import Tensors

/// The intermediate values of a forward pass over at most `capacity` places. Whoever runs a model owns one.
struct TransformerScratch {
    let capacity: Int
    /// The residual stream: `[capacity, width]`.
    var hidden: Tensor
    /// The residual stream under the norm of whatever reads it next; after a pass the final hidden states: `[capacity, width]`.
    var normalised: Tensor
    /// Queries, keys and values, side by side: `[capacity, 3 · width]`.
    var queryKeyValue: Tensor
    /// What the heads gathered, or what the logits are computed from: `[capacity, width]`.
    var attended: Tensor
    /// What attention or the MLP adds to the residual stream: `[capacity, width]`.
    var branch: Tensor
    /// Inside the MLP: `[capacity, 4 · width]`.
    var expanded: Tensor
    /// `[capacity, imageVocabulary]`.
    var imageLogits: Tensor

    init(config: TransformerConfig, capacity: Int) {
        self.capacity = capacity
        hidden = Tensor(shape: [capacity, config.width])
        normalised = Tensor(shape: [capacity, config.width])
        queryKeyValue = Tensor(shape: [capacity, 3 * config.width])
        attended = Tensor(shape: [capacity, config.width])
        branch = Tensor(shape: [capacity, config.width])
        expanded = Tensor(shape: [capacity, 4 * config.width])
        imageLogits = Tensor(shape: [capacity, config.imageVocabulary])
    }

    /// Ranges that cover `0 ..< count`, each small enough for this scratch.
    func chunks(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: capacity).map { $0..<min($0 + capacity, count) }
    }
}

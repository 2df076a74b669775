import Checkpoints

extension ModelFolder {
    /// The tensors of several files of the folder as one checkpoint.
    func weights(_ names: [String], renaming rules: KeyRules = .none) throws -> Weights {
        let parts = try names.map { name throws(CheckpointError) in try CheckpointFile.open(path(of: name)) }
        return Weights(parts.count == 1 ? parts[0] : try JoinedCheckpoint(parts), renaming: rules)
    }

    /// A model that does not use all of its weights is not the model that its configuration describes.
    func refuseUnread(_ weights: Weights) throws(TextToImageError) {
        let names = weights.unread()
        guard names.isEmpty else { throw .unreadWeights(path: weights.path, names: names) }
    }
}

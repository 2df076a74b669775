import Checkpoints

extension ModelFolder {
    /// The tensors of several files of the folder as one checkpoint.
    ///
    /// - Parameter rules: what brings the keys of the files to the names that the model asks for.
    package func weights(_ names: [String], renaming rules: ([String]) -> KeyRules = { _ in .none }) throws(CheckpointError) -> Weights {
        var parts = [any Checkpoint]()
        for name in names { parts.append(try CheckpointFile.open(path(of: name))) }
        let checkpoint = parts.count == 1 ? parts[0] : try JoinedCheckpoint(parts)
        return Weights(checkpoint, renaming: rules(checkpoint.keys))
    }

    /// A model that does not use all of its weights is not the model that its configuration describes.
    package func refuseUnread(_ weights: Weights) throws(TextToImageError) {
        let names = weights.unread()
        guard names.isEmpty else { throw .unreadWeights(path: weights.path, names: names) }
    }
}

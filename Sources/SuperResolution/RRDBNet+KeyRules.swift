import Checkpoints

extension RRDBNet {
    /// What brings a checkpoint's keys to plain names: weights may lie under `params_ema.`, their average over the training and the better
    /// ones, or under `params.`.
    ///
    /// - Parameter keys: the names of all tensors of the checkpoint.
    public static func keyRules(for keys: [String]) -> KeyRules {
        for prefix in ["params_ema.", "params."] where keys.contains(where: { $0.hasPrefix(prefix) }) {
            return [.keepOnly(prefix: prefix)]
        }
        return .none
    }
}

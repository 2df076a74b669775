/// How weights are stored. A case of its own for each type of `WeightMatrix`.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// IEEE single precision: the truth that others are measured against.
    case float32
}

extension Precision {
    /// The weights of one product in this precision.
    ///
    /// - Parameter weights: `[outputs, inputs]`.
    public func pack(_ weights: Tensor) -> any WeightMatrix {
        switch self {
        case .float32: Float32WeightMatrix(weights)
        }
    }
}

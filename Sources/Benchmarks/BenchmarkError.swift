import TokenTransformer

/// Why something cannot be measured.
package enum BenchmarkError: Error, Sendable, Equatable {
    /// A shape that is neither built in nor that of a model.
    case unknownShape(String, known: [String])
    /// A setting of a shape that is none, or without a number.
    case badShapeSetting(String, known: [String])
    /// Numbers that no transformer can have.
    case impossibleShape(TransformerError)
    /// A position from which a picture of this shape has no step.
    case positionOutOfRange(found: Int, allowed: ClosedRange<Int>)
    /// Both a shape on random weights and a model were named.
    case shapeAndModel
    /// Accuracy was asked of random weights.
    case accuracyOfRandomWeights
    /// The time of opening was asked of random weights.
    case openingOfRandomWeights
}

extension BenchmarkError: CustomStringConvertible {
    /// One English sentence.
    package var description: String {
        switch self {
        case .unknownShape(let name, let known):
            "There is no shape named “\(name)”; known are \(known.joined(separator: ", "))."
        case .badShapeSetting(let setting, let known):
            "“\(setting)” is no setting of a shape; write NAME=NUMBER with one of \(known.joined(separator: ", "))."
        case .impossibleShape(let error):
            error.description
        case .positionOutOfRange(let found, let allowed):
            "--positions cannot be \(found): it must be from \(allowed.lowerBound) to \(allowed.upperBound)."
        case .shapeAndModel:
            "--shape runs on random weights and --model on a model's own; give one of them."
        case .accuracyOfRandomWeights:
            "The accuracy of random weights means nothing; name a model with --model."
        case .openingOfRandomWeights:
            "Random weights lie in no file that could be opened; name a model with --model."
        }
    }
}

import CKernels
import Foundation
import Tensors

/// What turns the logits of one draw into probabilities at temperature 1: exp(logit − largest) / sum.
public struct LogitNormaliser: Sendable {
    let largest: Float
    /// Of the exponentials of all logits.
    let sum: Double

    init(largest: Float, sum: Double) {
        self.largest = largest
        self.sum = sum
    }

    public init(of logits: Span<Float>) {
        self = withUnsafeTemporaryAllocation(of: Float.self, capacity: logits.count) { weights in
            logits.withUnsafeBufferPointer { logits in
                let largest = logits.max() ?? 0
                let sums = Kernels.active.pointee.sampling.pointee.exponentials(
                    logits.baseAddress!, logits.count, largest, 1, -.infinity, weights.baseAddress!)
                return LogitNormaliser(largest: largest, sum: sums.all)
            }
        }
    }

    func probability(of logit: Float) -> Double { exp(Double(logit) - Double(largest)) / sum }
}

import Foundation
import Tensors

/// How far painted pictures are from those of another codec.
package struct PictureComparison: Sendable {
    /// The largest distance of any sample, in 255ths.
    package private(set) var largestError = 0.0
    private var squares = 0.0
    private var samples = 0

    package init() {}

    /// The peak signal-to-noise ratio over all pictures, in decibels; infinite where nothing differs.
    package var decibels: Double { 10 * log10(Double(samples) / squares) }

    /// Adds a picture: both `[3, height, width]` in 0…1.
    package mutating func add(reference: Tensor, other: Tensor) {
        precondition(reference.shape == other.shape, "\(reference.shape) and \(other.shape)")
        reference.withUnsafeBufferPointer { reference in
            other.withUnsafeBufferPointer { other in
                for index in reference.indices {
                    let error = abs(Double(reference[index]) - Double(other[index]))
                    largestError = max(largestError, 255 * error)
                    squares += error * error
                }
                samples += reference.count
            }
        }
    }
}

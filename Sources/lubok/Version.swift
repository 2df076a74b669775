import Tensors

enum Version {
    static let number = "0.1.0"

    /// With what decides over speed and over the last bit: the kernels' instruction tier, and what OpenBLAS takes the processor for.
    static var full: String { "lubok \(number) (\(Kernels.tierName), OpenBLAS \(MatrixProduct.openBLASCore))" }
}

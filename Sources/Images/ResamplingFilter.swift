#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The kernel by which the pixels around a point are weighed. When a picture is reduced, the kernel is widened by the same factor, so
/// that every source pixel counts.
public enum ResamplingFilter: String, Sendable, CaseIterable {
    /// A triangle: the nearer of two pixels counts more.
    case bilinear

    /// Keys' cubic convolution with a = −0.5 (Cubic convolution interpolation for digital image processing, 1981).
    case bicubic

    /// A sinc windowed by the middle lobe of a sinc three times as wide.
    case lanczos

    /// How far from the centre the kernel reaches, in pixels of the coarser picture.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The kernel's height at a distance from its centre. The order of the operations is part of the result: a weight that rounds
    /// differently changes bytes.
    func weight(at distance: Double) -> Double {
        switch self {
        case .bilinear:
            let x = abs(distance)
            return x < 1 ? 1 - x : 0
        case .bicubic:
            let a = -0.5
            let x = abs(distance)
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            if x < 2 { return (((x - 5) * x + 8) * x - 4) * a }
            return 0
        case .lanczos:
            return distance >= -3 && distance < 3 ? Self.sinc(distance) * Self.sinc(distance / 3) : 0
        }
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(x * .pi) / (x * .pi)
    }
}

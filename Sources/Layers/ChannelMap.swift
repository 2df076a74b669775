import CKernels
import Tensors

/// What becomes of a feature map on its way into a convolution: each channel of each picture times a gain plus an offset, then a function
/// where asked. A normalisation comes down to this once the statistics are known, and is done while the convolution's input is prepared.
public struct ChannelMap: Sendable {
    /// `[pictures, channels]` both, or nil for values that stay as they are.
    private let factors: (gains: Tensor, offsets: Tensor)?
    private let function: Function

    private enum Function {
        case linear, swish, relu
    }

    /// Values stay as they are.
    public static let identity = ChannelMap(factors: nil, function: .linear)
    /// max(x, 0).
    public static let relu = ChannelMap(factors: nil, function: .relu)

    /// - Parameters:
    ///   - gains, offsets: `[pictures, channels]`.
    init(gains: Tensor, offsets: Tensor, swish: Bool) {
        self.init(factors: (gains, offsets), function: swish ? .swish : .linear)
    }

    private init(factors: (gains: Tensor, offsets: Tensor)?, function: Function) {
        self.factors = factors
        self.function = function
    }

    /// What the kernels read, for all pictures.
    struct KernelForm {
        fileprivate let map: LubokChannelMap
        fileprivate let channels: Int

        func ofPicture(_ picture: Int) -> LubokChannelMap {
            var map = map
            map.gains = map.gains.map { $0 + picture * channels }
            map.offsets = map.offsets.map { $0 + picture * channels }
            return map
        }
    }

    /// Calls `body` with the form that the kernels read, for results that will be in the given precision.
    func withKernelForm<Result>(precision: LubokPrecision, _ body: (KernelForm) -> Result) -> Result {
        var map = LubokChannelMap()
        map.function =
            switch function {
            case .linear: LUBOK_MAP_LINEAR
            case .swish: precision.swish
            case .relu: LUBOK_MAP_RELU
            }
        guard let factors else { return body(KernelForm(map: map, channels: 0)) }
        return factors.gains.withUnsafeBufferPointer { gains in
            factors.offsets.withUnsafeBufferPointer { offsets in
                map.gains = gains.baseAddress
                map.offsets = offsets.baseAddress
                return body(KernelForm(map: map, channels: factors.gains.shape[1]))
            }
        }
    }
}

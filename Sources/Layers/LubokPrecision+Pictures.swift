import CKernels
import Tensors

/// The two precisions of pictures.
extension LubokPrecision {
    var elementBytes: Int { self == LUBOK_FLOAT32 ? MemoryLayout<Float>.stride : MemoryLayout<UInt16>.stride }

    /// As many channels as fill whole lanes.
    func padded(_ channels: Int) -> Int { (channels + elementsOfLane - 1) / elementsOfLane * elementsOfLane }

    /// The swish that is exact enough for values of this precision.
    var swish: LubokMapFunction { self == LUBOK_FLOAT32 ? LUBOK_MAP_SWISH : LUBOK_MAP_ROUGH_SWISH }

    /// Elements of the inner dimension that a lane of a vector register takes at once.
    var elementsOfLane: Int { MemoryLayout<Float>.stride / elementBytes }

    typealias Product = @convention(c) (
        UnsafePointer<LubokOperand>?, Int, Int, UnsafePointer<LubokPanels>?, UnsafePointer<LubokResult>?
    ) -> Void

    /// The kernel of products with weights of this precision.
    var product: Product {
        self == LUBOK_FLOAT32 ? Kernels.active.pointee.product.0! : Kernels.active.pointee.product.1!
    }

    /// The tensor's elements in this precision, as many of them in the place of a float as fit.
    func converted(_ tensor: Tensor) -> Tensor {
        guard self != LUBOK_FLOAT32 else { return tensor }
        return Tensor(shape: [tensor.count / elementsOfLane]) { target in
            tensor.withUnsafeBufferPointer { source in
                let halves = UnsafeMutableRawPointer(target.baseAddress!).assumingMemoryBound(to: UInt16.self)
                Kernels.active.pointee.to_bfloat16(source.baseAddress!, source.count, halves)
            }
        }
    }
}

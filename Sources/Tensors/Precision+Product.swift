import CKernels

extension Precision {
    package typealias Product = @convention(c) (
        UnsafePointer<LubokOperand>?, Int, Int, UnsafePointer<LubokPanels>?, UnsafePointer<LubokResult>?
    ) -> Void

    /// The kernel of its products in the tier in use.
    package var product: Product { product(in: Kernels.active) }

    /// That of another tier.
    package func product(in kernels: UnsafePointer<LubokKernels>) -> Product {
        let products = kernels.pointee.product
        return switch self {
        case .float32: products.0!
        case .bfloat16: products.1!
        case .int8: products.2!
        case .int4: products.3!
        }
    }
}

import CKernels

extension LubokPrecision {
    package typealias Product = @convention(c) (
        UnsafePointer<LubokOperand>?, Int, Int, UnsafePointer<LubokPanels>?, UnsafePointer<LubokResult>?
    ) -> Void

    /// The kernel of products with weights of this precision, in the tier in use.
    package var product: Product { product(in: Kernels.active) }

    /// That of another tier.
    package func product(in kernels: UnsafePointer<LubokKernels>) -> Product {
        let products = kernels.pointee.product
        return switch self {
        case LUBOK_BFLOAT16: products.1!
        case LUBOK_INT8: products.2!
        case LUBOK_INT4: products.3!
        default: products.0!
        }
    }
}

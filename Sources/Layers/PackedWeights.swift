import CKernels
import Tensors

/// Frozen weights of one or several products of the same shape, in the panels and the precision that the product kernels read.
struct PackedWeights: Sendable {
    /// The inner dimension of a product.
    let inner: Int
    /// Panels of a product: 16 outputs each, the last one padded with zeros.
    let panelCount: Int
    let precision: LubokPrecision
    /// All products' panels, one product after the other.
    private let panels: PackedBytes

    /// Outputs of a panel.
    static let panelWidth = Int(LUBOK_PANEL_WIDTH)

    /// - Parameters:
    ///   - weights: `[products, outputs, inner]`; `inner` even for bfloat16.
    ///   - precision: one that pictures can have.
    init(_ weights: Tensor, precision: Precision) {
        let (products, outputs, inner) = (weights.shape[0], weights.shape[1], weights.shape[2])
        self.inner = inner
        panelCount = (outputs + Self.panelWidth - 1) / Self.panelWidth
        self.precision = precision.kernel
        precondition(inner.isMultiple(of: self.precision.elementsOfLane), "an inner dimension of \(inner)")
        let rowsOfProduct = panelCount * Self.panelWidth
        // Each product begins a panel of its own.
        let rows = Tensor(shape: [products * rowsOfProduct, inner]) { target in
            target.initialize(repeating: 0)
            weights.withUnsafeBufferPointer { source in
                for product in 0..<products {
                    (target.baseAddress! + product * rowsOfProduct * inner)
                        .update(from: source.baseAddress! + product * outputs * inner, count: outputs * inner)
                }
            }
        }
        panels = WeightMatrix(rows, precision: precision).packed
    }

    /// Bytes of a panel.
    var panelBytes: Int { inner * Self.panelWidth * precision.elementBytes }

    /// Calls `body` with the panels, readable for the time of the call.
    func withPanels<Result>(_ body: (Panels) -> Result) -> Result {
        withExtendedLifetime(self) {
            body(Panels(values: panels.bytes.baseAddress!, count: panelCount, bytes: panelBytes, precision: precision))
        }
    }

    /// The panels in memory. Holds no reference, so that threads that share them do not also share a count of references.
    struct Panels {
        fileprivate let values: UnsafeRawPointer
        /// Of a product.
        let count: Int
        /// Of a panel.
        let bytes: Int
        let precision: LubokPrecision

        /// Rows of the operand times some panels of the first product, on the calling thread.
        func multiply(_ operand: LubokOperand, rows: Int, panels range: Range<Int>, into result: LubokResult) {
            var operand = operand
            var result = result
            var panels = LubokPanels()
            panels.values = values + range.lowerBound * bytes
            panels.count = range.count
            precision.product(&operand, 0, rows, &panels, &result)
        }

        /// Some panels of every product, each of which belongs to a point of a tile's transform.
        func tileWeights(_ range: Range<Int>) -> LubokTileWeights {
            LubokTileWeights(
                panels: values + range.lowerBound * bytes, panel_count: range.count, precision: precision, point_bytes: count * bytes)
        }
    }
}

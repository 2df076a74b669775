import CKernels
import Tensors

/// Frozen weights of one or several products of the same shape, in the panels and the precision that the product kernels read.
struct PackedWeights: Sendable {
    /// The inner dimension of a product.
    let inner: Int
    /// Panels of a product: 16 outputs each, the last one padded with zeros.
    let panelCount: Int
    let precision: LubokPrecision
    /// `[products][panels][inner / k][16][k]`, k being the elements that a lane takes at once: floats, or bfloat16 in pairs.
    private let panels: Tensor

    /// Outputs of a panel.
    static let panelWidth = Int(LUBOK_PANEL_WIDTH)

    /// - Parameters:
    ///   - weights: `[products, outputs, inner]`; `inner` even for bfloat16.
    init(_ weights: Tensor, precision: LubokPrecision) {
        let (products, outputs, inner) = (weights.shape[0], weights.shape[1], weights.shape[2])
        let panelCount = (outputs + Self.panelWidth - 1) / Self.panelWidth
        let together = precision.elementsOfLane
        precondition(inner.isMultiple(of: together), "an inner dimension of \(inner)")
        self.inner = inner
        self.panelCount = panelCount
        self.precision = precision
        let arranged = Tensor(shape: [products, panelCount, inner / together, Self.panelWidth, together]) { target in
            target.initialize(repeating: 0)
            weights.withUnsafeBufferPointer { source in
                for (row, output) in (0..<products).flatMap({ product in (0..<outputs).map { (product * outputs + $0, $0) } }) {
                    let panel = row / outputs * panelCount + output / Self.panelWidth
                    let lane = output % Self.panelWidth
                    for group in 0..<inner / together {
                        let place = ((panel * (inner / together) + group) * Self.panelWidth + lane) * together
                        for element in 0..<together { target[place + element] = source[row * inner + group * together + element] }
                    }
                }
            }
        }
        panels = precision.converted(arranged)
    }

    /// Bytes of a panel.
    var panelBytes: Int { inner * Self.panelWidth * precision.elementBytes }

    /// Calls `body` with the panels, readable for the time of the call.
    func withPanels<Result>(_ body: (Panels) -> Result) -> Result {
        panels.withUnsafeBufferPointer { values in
            body(Panels(values: UnsafeRawPointer(values.baseAddress!), count: panelCount, bytes: panelBytes, precision: precision))
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

import CKernels

/// One head of attention between the rows of a sequence: softmax(Q Kᵀ) V.
///
/// Scores and weighted values are products of the kernels of products, for which keys and values are packed as if they were weights.
struct AttentionHead {
    /// `[rows, dimension]`, `stride` numbers from row to row, as keys and values are.
    let queries: UnsafeRawPointer
    let keys: UnsafeRawPointer
    let values: UnsafeRawPointer
    let stride: Int
    let rows: Int
    let dimension: Int
    /// Whether a row sees only itself and the rows before it.
    let isCausal: Bool
    /// Float32 or bfloat16.
    let precision: LubokPrecision

    /// The most queries that look at their keys together: their scores should stay in a core's own cache.
    private static let queriesPerTile = 80
    private static let panelWidth = Int(LUBOK_PANEL_WIDTH)

    /// - Parameters:
    ///   - range: the rows that gather, at least one.
    ///   - output: `[range.count, dimension]`, `outputStride` numbers from row to row.
    func gather(_ range: Range<Int>, into output: UnsafeMutableRawPointer, outputStride: Int) {
        let kernels = Kernels.active.pointee
        // Keys are the outputs of one product, whole panels of them, and the inner dimension of the other.
        let keyOutputs = wholePanels(rows)
        let (inner, keyInner) = (precision.padded(dimension), precision.padded(rows))
        // Tiles of equal height: a last one of a row or two would take the time of many.
        let tileCount = (range.count + Self.queriesPerTile - 1) / Self.queriesPerTile
        let tileRows = (range.count + tileCount - 1) / tileCount
        let (keyCount, valueCount) = (keyOutputs * inner, wholePanels(dimension) * keyInner)
        let scoreCount = tileRows * keyOutputs
        // Floats for all, which is enough for either precision.
        withUnsafeTemporaryAllocation(of: Float.self, capacity: keyCount + valueCount + 2 * scoreCount) { memory in
            let keyPanels = memory.baseAddress!
            let valuePanels = keyPanels + keyCount
            let scores = valuePanels + valueCount
            let rounded = UnsafeMutableRawPointer(scores + scoreCount).assumingMemoryBound(to: UInt16.self)
            kernels.packing.pointee.rows(keys, stride, rows, dimension, precision, keyPanels)
            kernels.packing.pointee.columns(values, stride, dimension, rows, precision, valuePanels)
            for first in Swift.stride(from: range.lowerBound, to: range.upperBound, by: tileRows) {
                let tile = first..<min(first + tileRows, range.upperBound)
                var result = LubokResult(scores, LUBOK_FLOAT32)
                result.stride = keyOutputs
                result.outputs = keyOutputs
                multiply(queries + first * stride * precision.elementBytes, stride: stride, rows: tile.count, inner: inner, keyPanels, result)
                for query in tile {
                    let row = scores + (query - first) * keyOutputs
                    let visible = isCausal ? query + 1 : rows
                    (row + visible).update(repeating: -.infinity, count: keyOutputs - visible)
                    kernels.softmax(row, keyOutputs)
                }
                var shares = UnsafeRawPointer(scores)
                if precision == LUBOK_BFLOAT16 {
                    kernels.to_bfloat16(scores, tile.count * keyOutputs, rounded)
                    shares = UnsafeRawPointer(rounded)
                }
                result = LubokResult(output + (first - range.lowerBound) * outputStride * precision.elementBytes, precision)
                result.stride = outputStride
                result.outputs = dimension
                multiply(shares, stride: keyOutputs, rows: tile.count, inner: keyInner, valuePanels, result)
            }
        }
    }

    private func multiply(
        _ values: UnsafeRawPointer, stride: Int, rows: Int, inner: Int, _ panels: UnsafePointer<Float>, _ result: LubokResult
    ) {
        var operand = LubokOperand()
        operand.values = values
        operand.rows_per_line = rows
        operand.row_stride = stride
        operand.segments = 1
        operand.segment_length = inner
        var taken = LubokPanels()
        taken.values = UnsafeRawPointer(panels)
        taken.count = wholePanels(result.outputs) / Self.panelWidth
        withUnsafePointer(to: result) { precision.product(&operand, 0, rows, &taken, $0) }
    }

    private func wholePanels(_ outputs: Int) -> Int {
        (outputs + Self.panelWidth - 1) / Self.panelWidth * Self.panelWidth
    }
}

import CKernels

/// The frozen weights of a product, in whatever precision, in the order in which its kernel reads them.
///
/// A row of a product is the same bits whichever rows are computed beside it and on however many threads.
public struct WeightMatrix: Sendable {
    public let layout: PanelLayout
    public let packed: PackedBytes
    /// Nil where the precision has none.
    public let scales: PackedBytes?

    /// Columns of the product.
    public var outputs: Int { layout.outputs }
    /// The inner dimension.
    public var inputs: Int { layout.inputs }
    /// Memory that one pass over the weights reads.
    public var byteCount: Int { layout.byteCount + layout.scaleByteCount }

    /// Below this many multiplications a product is over before another thread has woken.
    private static let smallestSharedProduct = 1 << 15
    /// Rows that a thread takes at a time where there are many, and panels: enough for the widest tile of any tier.
    private static let rowsPerTask = 128
    private static let panelsPerTask = 12...48

    /// Packs weights.
    ///
    /// - Parameter weights: `[outputs, inputs]`.
    public init(_ weights: Tensor, precision: Precision, on pool: ComputePool = .shared) {
        precondition(weights.shape.count == 2, "weights of the shape \(weights.shape)")
        let layout = PanelLayout(precision: precision, outputs: weights.shape[0], inputs: weights.shape[1])
        (packed, scales) = PanelPacking(layout).pack(weights, on: pool)
        self.layout = layout
    }

    /// Weights that were packed before.
    ///
    /// - Parameters:
    ///   - packed: `layout.byteCount` of them.
    ///   - scales: `layout.scaleByteCount` of them, or nil where that is 0.
    public init(layout: PanelLayout, packed: PackedBytes, scales: PackedBytes?) {
        precondition(packed.count == layout.byteCount, "\(packed.count) bytes for \(layout.byteCount)")
        precondition(scales?.count ?? 0 == layout.scaleByteCount, "\(scales?.count ?? 0) bytes of scales for \(layout.scaleByteCount)")
        self.layout = layout
        self.packed = packed
        self.scales = scales
    }

    /// output[r, o] = activation(bias[o] + Σᵢ input[r, i] · weight[o, i]) for the first `rows` rows.
    ///
    /// - Parameters:
    ///   - input: `[≥ rows, inputs]`.
    ///   - bias: `[outputs]`, or nil for none.
    ///   - activation: nil for none.
    ///   - accumulates: whether the result is added to what stands in `output`, as a residual, instead of replacing it.
    ///   - output: `[≥ rows, outputs]`.
    public func multiply(
        _ input: Tensor, rows: Int, bias: Tensor?, activation: Activation? = nil, accumulates: Bool = false, into output: inout Tensor,
        on pool: ComputePool
    ) {
        precondition(input.count >= rows * inputs, "\(input.shape) for \(rows) rows of \(inputs)")
        precondition(output.count >= rows * outputs, "\(output.shape) for \(rows) rows of \(outputs)")
        output.withUnsafeMutableBufferPointer { output in
            input.withUnsafeBufferPointer { input in
                ProductOperand.withRows(input.baseAddress!, count: rows, layout: layout, on: pool) { operand in
                    var result = LubokResult(output.baseAddress!, LUBOK_FLOAT32)
                    result.stride = outputs
                    result.outputs = outputs
                    result.accumulates = accumulates
                    multiply(operand, rows: rows, bias: bias, activation: activation, into: result, on: pool)
                }
            }
        }
    }

    /// The same from rows in the weights' precision to rows in the weights' precision, which are replaced.
    ///
    /// - Parameters:
    ///   - input: `[≥ rows, inputs]`.
    ///   - output: `[≥ rows, outputs]`.
    package func multiply(
        _ input: borrowing OperandRows, rows: Int, bias: Tensor?, activation: Activation? = nil, into output: inout OperandRows,
        on pool: ComputePool
    ) {
        precondition(output.capacity >= rows && output.width == outputs, "\(output.width) for \(outputs) outputs")
        multiply(operand(of: input, rows: rows), rows: rows, bias: bias, activation: activation, into: output.result(), on: pool)
    }

    /// Adds a product of rows in the weights' precision to the first rows of `sum` `[≥ rows, outputs]`.
    package func multiply(
        _ input: borrowing OperandRows, rows: Int, bias: Tensor?, addingTo sum: inout Tensor, on pool: ComputePool
    ) {
        precondition(sum.count >= rows * outputs, "\(sum.shape) for \(rows) rows of \(outputs)")
        let operand = operand(of: input, rows: rows)
        sum.withUnsafeMutableBufferPointer { sum in
            var result = LubokResult(sum.baseAddress!, LUBOK_FLOAT32)
            result.stride = outputs
            result.outputs = outputs
            result.accumulates = true
            multiply(operand, rows: rows, bias: bias, activation: nil, into: result, on: pool)
        }
    }

    private func operand(of input: borrowing OperandRows, rows: Int) -> LubokOperand {
        precondition(input.width == inputs && input.precision == layout.precision.kernel, "\(input.width) for \(inputs) inputs")
        return input.operand(rows: rows)
    }

    /// - Parameter result: of all outputs, without bias and activation.
    private func multiply(
        _ operand: LubokOperand, rows: Int, bias: Tensor?, activation: Activation?, into result: LubokResult, on pool: ComputePool
    ) {
        precondition(bias == nil || bias!.count == outputs, "a bias of \(bias!.count) for \(outputs) outputs")
        guard rows > 0 else { return }
        let isSmall = rows * inputs * outputs < Self.smallestSharedProduct
        let panelsPerTask = isSmall ? layout.panelCount : self.panelsPerTask(threads: pool.threads)
        let rowsPerTask = isSmall ? rows : Self.rowsPerTask
        let panelTasks = (layout.panelCount + panelsPerTask - 1) / panelsPerTask
        let rowTasks = (rows + rowsPerTask - 1) / rowsPerTask
        bias.withOptionalPointer { bias in
            var result = result
            result.bias = bias
            result.activation = activation?.kernel ?? LUBOK_IDENTITY
            pool.parallel(panelTasks * rowTasks) { [result] task in
                let (panelTask, rowTask) = task.quotientAndRemainder(dividingBy: rowTasks)
                let firstPanel = panelTask * panelsPerTask
                let firstRow = rowTask * rowsPerTask
                multiply(
                    operand, rows: firstRow..<min(firstRow + rowsPerTask, rows),
                    panels: firstPanel..<min(firstPanel + panelsPerTask, layout.panelCount), into: result)
            }
        }
    }

    /// Many for a thread where the matrix is large, so that it reads one long run of memory; few enough to share the work out.
    private func panelsPerTask(threads: Int) -> Int {
        let share = layout.panelCount / (4 * threads) / Self.panelsPerTask.lowerBound * Self.panelsPerTask.lowerBound
        return min(max(share, Self.panelsPerTask.lowerBound), Self.panelsPerTask.upperBound)
    }

    /// - Parameter result: of all rows and outputs.
    private func multiply(_ operand: LubokOperand, rows: Range<Int>, panels: Range<Int>, into result: LubokResult) {
        var operand = operand
        var taken = LubokPanels(
            values: packed.bytes.baseAddress! + panels.lowerBound * layout.panelByteCount,
            scales: scales.map { $0.bytes.baseAddress! + panels.lowerBound * layout.panelScaleByteCount },
            count: panels.count)
        var part = result.part(
            firstRow: rows.lowerBound, firstOutput: panels.lowerBound * PanelLayout.panelWidth,
            outputs: panels.count * PanelLayout.panelWidth)
        layout.precision.kernel.product(&operand, rows.lowerBound, rows.count, &taken, &part)
    }
}

import Tensors

/// Memory that the blocks of a tower use one after another; nothing in it outlives a block.
struct CLIPScratch: ~Copyable {
    /// `[rows, width]`: the input of the attention or of the MLP.
    var branch: OperandRows
    /// `[rows, 3 · width]`: for each row its query, key and value.
    var queryKeyValue: OperandRows
    /// `[rows, width]`: what the heads have gathered.
    var attended: OperandRows
    /// `[rows, 4 · width]`
    var hidden: OperandRows

    init(rows: Int, width: Int, precision: Precision) {
        branch = OperandRows(capacity: rows, width: width, precision: precision)
        queryKeyValue = OperandRows(capacity: rows, width: 3 * width, precision: precision)
        attended = OperandRows(capacity: rows, width: width, precision: precision)
        hidden = OperandRows(capacity: rows, width: 4 * width, precision: precision)
    }
}

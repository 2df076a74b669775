import Tensors

/// Memory that the blocks of a tower use one after another; nothing in it outlives a block.
struct CLIPScratch {
    /// `[rows, width]`: the input of the attention or of the MLP; then what either adds to its input.
    var branch: Tensor
    /// `[rows, 3 · width]`: for each row its query, key and value.
    var queryKeyValue: Tensor
    /// `[rows, width]`: what the heads have gathered.
    var attended: Tensor
    /// `[rows, 4 · width]`
    var hidden: Tensor

    init(rows: Int, width: Int) {
        branch = Tensor(shape: [rows, width])
        queryKeyValue = Tensor(shape: [rows, 3 * width])
        attended = Tensor(shape: [rows, width])
        hidden = Tensor(shape: [rows, 4 * width])
    }
}

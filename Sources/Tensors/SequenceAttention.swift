import CKernels

/// Attention between the rows of sequences in several heads: softmax(Q Kᵀ) V. Queries come scaled by 1 / √(dimension of a head).
///
/// What a row gathers is the same bits whatever rows gather beside it.
package struct SequenceAttention: Sendable {
    private let heads: Int
    private let headDimension: Int
    private let isCausal: Bool

    /// - Parameters:
    ///   - width: numbers of a row's query, key or value, all heads together.
    ///   - isCausal: whether a row sees only itself and the rows before it.
    package init(heads: Int, width: Int, isCausal: Bool) {
        precondition(width % heads == 0, "\(heads) heads in \(width)")
        self.heads = heads
        self.isCausal = isCausal
        headDimension = width / heads
    }

    /// - Parameters:
    ///   - source: `[rows, 3 · width]`: for each row its query, key and value.
    ///   - sequences: ranges of rows; a row sees no row of another sequence.
    ///   - queries: for each sequence the rows in it that gather.
    ///   - gathered: `[all queries, width]`, in the order of the sequences.
    package func gather(
        from source: borrowing OperandRows, sequences: [Range<Int>], queries: [Range<Int>], into gathered: inout OperandRows,
        on pool: ComputePool
    ) {
        let width = heads * headDimension
        precondition(source.width == 3 * width && gathered.width == width && source.precision == gathered.precision)
        precondition(sequences.count == queries.count && sequences.allSatisfy { $0.upperBound <= source.capacity })
        var firstRows = [0]
        for range in queries { firstRows.append(firstRows.last! + range.count) }
        precondition(firstRows.last! <= gathered.capacity)
        let rows = source.numbers
        let target = gathered.numbers
        pool.parallel(sequences.count * heads) { task in
            let (index, head) = task.quotientAndRemainder(dividingBy: heads)
            let sequence = sequences[index]
            let column = head * headDimension
            let attention = AttentionHead(
                queries: rows.address(row: sequence.lowerBound, column: column),
                keys: rows.address(row: sequence.lowerBound, column: width + column),
                values: rows.address(row: sequence.lowerBound, column: 2 * width + column), stride: rows.stride,
                rows: sequence.count, dimension: headDimension, isCausal: isCausal, precision: rows.precision)
            attention.gather(
                queries[index].lowerBound - sequence.lowerBound..<queries[index].upperBound - sequence.lowerBound,
                into: target.address(row: firstRows[index], column: column), outputStride: target.stride)
        }
    }
}

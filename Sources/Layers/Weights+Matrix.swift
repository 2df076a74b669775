import Checkpoints
import Tensors

extension Weights {
    /// The weights of a product: as they were packed before where the checkpoint holds them in this precision, else packed now.
    ///
    /// Packed weights stay where they are in a mapped file.
    public func matrix(_ entry: MatrixEntry, precision: Precision, on pool: ComputePool = .shared) throws(CheckpointError) -> WeightMatrix {
        let layout = entry.layout(precision)
        let name = entry.packedName(precision)
        guard contains(name) else {
            let whole = try tensor(entry.name, shape: entry.shape)
            return WeightMatrix(entry.rows.count == entry.shape[0] ? whole : whole.rows(entry.rows), precision: precision, on: pool)
        }
        return WeightMatrix(
            layout: layout, packed: try packedBytes(name, count: layout.byteCount),
            scales: layout.scaleByteCount == 0 ? nil : try packedBytes(entry.scalesName(precision), count: layout.scaleByteCount))
    }
}

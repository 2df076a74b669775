import Tensors

/// The weights of a product as a checkpoint holds them: a matrix, or some rows of a taller one.
public struct MatrixEntry: Sendable, Equatable {
    /// The name of the whole matrix.
    public let name: String
    /// The shape of the whole matrix: `[outputs, inputs]`.
    public let shape: [Int]
    /// The rows that are meant.
    public let rows: Range<Int>

    public init(_ name: String, outputs: Int, inputs: Int) {
        self.init(name, shape: [outputs, inputs], rows: 0..<outputs)
    }

    public init(_ name: String, shape: [Int], rows: Range<Int>) {
        precondition(shape.count == 2 && rows.lowerBound >= 0 && rows.upperBound <= shape[0], "rows \(rows) of \(shape)")
        self.name = name
        self.shape = shape
        self.rows = rows
    }

    /// How the rows lie in memory once they are packed.
    public func layout(_ precision: Precision) -> PanelLayout {
        PanelLayout(precision: precision, outputs: rows.count, inputs: shape[1])
    }

    /// The name of the rows, packed in a precision, in a checkpoint that holds them so.
    public func packedName(_ precision: Precision) -> String {
        let part = rows.count == shape[0] ? "" : "[\(rows.lowerBound):\(rows.upperBound)]"
        return "\(name)\(part).\(layout(precision).name)"
    }

    /// The name of their scales.
    public func scalesName(_ precision: Precision) -> String { packedName(precision) + ".scales" }
}

import Tensors

/// The two numbers of a piece of work that bound its time.
package struct Work: Sendable, Equatable {
    /// What has to come from memory whatever the caches hold: the weights once, in the precision's own size, and for a step the keys and
    /// values that the patterns look at, those of the text once for all rows.
    package let bytes: Double
    /// Multiplications and additions of products and attention; the rest is a hundredth of them.
    package let operations: Double

    package init(bytes: Double, operations: Double) {
        self.bytes = bytes
        self.operations = operations
    }

    /// One after the other.
    static func + (first: Work, second: Work) -> Work {
        Work(bytes: first.bytes + second.bytes, operations: first.operations + second.operations)
    }

    /// The work of each of several equal parts.
    func divided(by parts: Int) -> Work { Work(bytes: bytes / Double(parts), operations: operations / Double(parts)) }
}

extension Precision {
    /// Memory that a weight takes, its share of scales included: that of a large matrix.
    var bytesPerWeight: Double {
        let layout = PanelLayout(precision: self, outputs: 64, inputs: 1024)
        return Double(layout.byteCount + layout.scaleByteCount) / Double(layout.outputs * layout.inputs)
    }
}

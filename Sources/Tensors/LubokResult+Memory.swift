import CKernels

extension LubokResult {
    /// Outputs that go to memory in a precision: float32 or bfloat16.
    init(_ memory: UnsafeMutableRawPointer, _ precision: LubokPrecision) {
        self.init()
        if precision == LUBOK_FLOAT32 {
            output = memory.assumingMemoryBound(to: Float.self)
        } else {
            rounded = memory.assumingMemoryBound(to: UInt16.self)
        }
    }

    /// The same for the outputs from a row and an output on.
    func part(firstRow: Int, firstOutput: Int, outputs count: Int) -> LubokResult {
        var part = self
        let offset = firstRow * stride + firstOutput
        part.output = output.map { $0 + offset }
        part.rounded = rounded.map { $0 + offset }
        part.bias = bias.map { $0 + firstOutput }
        part.outputs = min(count, outputs - firstOutput)
        return part
    }
}

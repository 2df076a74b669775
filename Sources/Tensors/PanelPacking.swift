import CKernels

/// Brings weights into the order and precision of a layout, panel by panel.
struct PanelPacking {
    private let layout: PanelLayout

    init(_ layout: PanelLayout) {
        self.layout = layout
    }

    /// - Parameter weights: `[outputs, inputs]`.
    func pack(_ weights: Tensor, on pool: ComputePool) -> (packed: PackedBytes, scales: PackedBytes?) {
        var packed: PackedBytes?
        func fillScales(_ scales: UnsafeMutableRawBufferPointer) {
            packed = PackedBytes(byteCount: layout.byteCount) { target in
                weights.withUnsafeBufferPointer { weights in
                    pool.parallel(layout.panelCount) { panel in
                        pack(
                            weights.baseAddress!, panel: panel,
                            to: target.baseAddress! + panel * layout.panelByteCount,
                            scales: scales.baseAddress! + panel * layout.panelScaleByteCount)
                    }
                }
            }
        }
        let scales = PackedBytes(byteCount: layout.scaleByteCount, initializingWith: fillScales)
        guard let packed else { preconditionFailure("nothing was packed") }
        return (packed, layout.scaleByteCount == 0 ? nil : scales)
    }

    private func pack(_ weights: UnsafePointer<Float>, panel: Int, to target: UnsafeMutableRawPointer, scales: UnsafeMutableRawPointer) {
        let width = PanelLayout.panelWidth
        switch layout.precision {
        case .float32:
            let numbers = target.assumingMemoryBound(to: Float.self)
            forEachOutput(of: panel, weights) { lane, row in
                for input in 0..<layout.inputs { numbers[input * width + lane] = row[input] }
            }
        case .bfloat16:
            let numbers = target.assumingMemoryBound(to: UInt16.self)
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: max(layout.inputs, 1)) { rounded in
                forEachOutput(of: panel, weights) { lane, row in
                    Kernels.active.pointee.to_bfloat16(row, layout.inputs, rounded.baseAddress!)
                    for input in 0..<layout.inputs { numbers[(input / 2 * width + lane) * 2 + input % 2] = rounded[input] }
                }
            }
        case .int8:
            packInt8(weights, panel: panel, to: target.assumingMemoryBound(to: UInt8.self), scales.assumingMemoryBound(to: Float.self))
        case .int4:
            packInt4(weights, panel: panel, to: target.assumingMemoryBound(to: UInt8.self), scales.assumingMemoryBound(to: Float16.self))
        }
    }

    /// Calls `body` with each real output of a panel: its place in the panel, and its weights.
    private func forEachOutput(of panel: Int, _ weights: UnsafePointer<Float>, _ body: (Int, UnsafePointer<Float>) -> Void) {
        let first = panel * PanelLayout.panelWidth
        for lane in 0..<min(PanelLayout.panelWidth, layout.outputs - first) { body(lane, weights + (first + lane) * layout.inputs) }
    }

    /// Bytes `[inner / 4][16][4]` of weight / scale + 128, the scale being an output's largest magnitude / 127.
    private func packInt8(
        _ weights: UnsafePointer<Float>, panel: Int, to bytes: UnsafeMutablePointer<UInt8>, _ scales: UnsafeMutablePointer<Float>
    ) {
        let width = PanelLayout.panelWidth
        bytes.update(repeating: 128, count: layout.panelByteCount)
        forEachOutput(of: panel, weights) { lane, row in
            var largest: Float = 0
            for input in 0..<layout.inputs { largest = max(largest, abs(row[input])) }
            guard largest > 0 else { return }
            scales[lane] = largest / 127
            let inverse = 127 / largest
            for input in 0..<layout.inputs {
                let number = Int32(Self.rounded(row[input] * inverse))
                bytes[(input / 4 * width + lane) * 4 + input % 4] = UInt8(truncatingIfNeeded: number + 128)
            }
        }
    }

    /// Blocks `[4][16][4]` of two four-bit numbers a byte, weight / scale + 8, and a scale for each output and block.
    private func packInt4(
        _ weights: UnsafePointer<Float>, panel: Int, to bytes: UnsafeMutablePointer<UInt8>, _ scales: UnsafeMutablePointer<Float16>
    ) {
        let (width, length) = (PanelLayout.panelWidth, PanelLayout.blockLength)
        let blockBytes = length * width / 2
        bytes.update(repeating: 0x88, count: layout.panelByteCount)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { block in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { numbers in
                forEachOutput(of: panel, weights) { lane, row in
                    for index in 0..<layout.blockCount {
                        let first = index * length
                        for input in 0..<length { block[input] = first + input < layout.inputs ? row[first + input] : 0 }
                        let scale = Float16(lubok_int4_scale(block.baseAddress!))
                        scales[index * width + lane] = scale
                        guard scale != 0 else { continue }
                        lubok_int4_numbers(block.baseAddress!, Float(scale), numbers.baseAddress!)
                        let target = bytes + index * blockBytes
                        for input in 0..<length / 2 {
                            target[(input / 4 * width + lane) * 4 + input % 4] = numbers[input] | numbers[length / 2 + input] << 4
                        }
                    }
                }
            }
        }
    }

    /// To the nearest integer, ties to even, for magnitudes below 2²²: without a call to the C library.
    private static func rounded(_ value: Float) -> Float {
        let magic: Float = 12_582_912
        return (value + magic) - magic
    }
}

import CKernels
import Tensors

/// How the keys and values of a sequence's places lie in memory: `[layers][keys, values][heads][slots][slot width]`.
///
/// A layer has as many slots as it will ever look back at; which place takes which slot is the affair of its `AttentionPlan`.
struct KeyValueLayout: Sendable, Equatable {
    let layers: [Layer]
    let byteCount: Int

    /// - Parameter slots: of each layer.
    init(config: TransformerConfig, precision: KeyPrecision, slots: [Int]) {
        var layers: [Layer] = []
        var end = 0
        for count in slots {
            let layer = Layer(
                precision: precision, heads: config.heads, headDimension: config.headDimension, slots: count, offset: end)
            layers.append(layer)
            end += layer.byteCount
        }
        self.layers = layers
        byteCount = end
    }
}

extension KeyValueLayout {
    /// `[keys, values][heads][slots][slot width]`. Numbers only, so that threads can copy it without counting references.
    struct Layer: Sendable, Equatable {
        let precision: KeyPrecision
        let heads: Int
        let headDimension: Int
        let slots: Int
        /// Where the layer begins, in bytes.
        let offset: Int

        private var bytesPerSlot: Int { Attention.slotWidth(headDimension: headDimension) * precision.byteCount }
        private var bytesPerHead: Int { slots * bytesPerSlot }
        /// Bytes from a key to its value.
        private var valueOffset: Int { heads * bytesPerHead }
        var byteCount: Int { 2 * valueOffset }

        /// Numbers from a head to the next.
        var headStride: Int { bytesPerHead / precision.byteCount }

        /// Where the key and the value of a slot lie in a memory of this layout.
        func addresses(slot: Int, head: Int, in address: UnsafeMutableRawPointer) -> (
            key: UnsafeMutableRawPointer, value: UnsafeMutableRawPointer
        ) {
            precondition(slot >= 0 && slot < slots && head < heads, "slot \(slot) of \(slots), head \(head) of \(heads)")
            let key = address + offset + head * bytesPerHead + slot * bytesPerSlot
            return (key, key + valueOffset)
        }

        /// What a memory in this layout holds, from a head on.
        func keyMemory(at address: UnsafeRawPointer, head: Int) -> LubokKeyMemory {
            let keys = address + offset + head * bytesPerHead
            return LubokKeyMemory(keys: keys, values: keys + valueOffset, head_stride: headStride)
        }
    }
}

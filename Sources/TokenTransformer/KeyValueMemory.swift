import Tensors

/// The keys and values of some places of a sequence, in every layer.
///
/// Writing and reading must not overlap: a forward pass stores the places of a layer, then attends to them, and a prompt's memory is
/// not written to once its `PromptState` exists.
final class KeyValueMemory: Sendable {
    let layout: KeyValueLayout
    private let memory: ZeroedMemory

    init(layout: KeyValueLayout) {
        self.layout = layout
        // Zeros, because the numbers of a slot that no head's dimension fills must be zeros.
        memory = ZeroedMemory(byteCount: layout.byteCount)
    }

    /// Valid as long as this object.
    var address: UnsafeMutableRawPointer { memory.bytes.baseAddress! }

    /// Takes over what another memory of the same layout holds.
    func copy(_ other: KeyValueMemory) {
        precondition(layout == other.layout)
        memory.bytes.copyMemory(from: UnsafeRawBufferPointer(other.memory.bytes))
    }
}

import Tensors

/// Keys and values of some places of a sequence, in every layer: `[layers, 2, places, width]`, keys before values.
///
/// Memory that no place has been stored in is never touched, so a row costs as much as it has positions.
/// Writing and reading must not overlap: a decoder stores the places of a layer, then attends to them, and a prompt's memory is
/// not written to once its `PromptState` exists.
final class KeyValueMemory: @unchecked Sendable {
    private let places: Int
    private let width: Int
    private let layers: Int
    private let floats: UnsafeMutablePointer<Float>

    init(layers: Int, places: Int, width: Int) {
        self.layers = layers
        self.places = places
        self.width = width
        let byteCount = max(layers * 2 * places * width, 1) * MemoryLayout<Float>.stride
        floats = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
            .bindMemory(to: Float.self, capacity: layers * 2 * places * width)
    }

    deinit {
        UnsafeMutableRawPointer(floats).deallocate()
    }

    /// Stores the key and the value, `width` floats each, of one place in one layer.
    func store(layer: Int, place: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>) {
        precondition(layer < layers && place >= 0 && place < places, "place \(place) of \(places) in layer \(layer) of \(layers)")
        keys(of: layer).advanced(by: place * width).update(from: key, count: width)
        values(of: layer).advanced(by: place * width).update(from: value, count: width)
    }

    /// One layer, for the heads whose vectors begin `offset` floats into the width. Valid as long as this object.
    func attentionMemory(layer: Int, offset: Int) -> Attention.Memory {
        Attention.Memory(keys: keys(of: layer) + offset, values: values(of: layer) + offset, stride: width)
    }

    private func keys(of layer: Int) -> UnsafeMutablePointer<Float> { floats + 2 * layer * places * width }
    private func values(of layer: Int) -> UnsafeMutablePointer<Float> { floats + (2 * layer + 1) * places * width }
}

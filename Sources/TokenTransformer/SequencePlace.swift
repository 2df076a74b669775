/// One position of one sequence that is about to be computed.
struct SequencePlace {
    /// What stands there.
    enum Content {
        /// An id of the text vocabulary, padding already replaced, at a text place.
        case text(id: Int, place: Int)
        /// A code of the image vocabulary, and its raster position in the picture.
        case image(code: Int, position: Int)
    }

    let content: Content
    /// Where it stands in the whole sequence.
    let place: Int
    /// Where the sequence keeps the keys and values of its text places.
    let text: KeyValueMemory
    /// Where it keeps those of its image codes.
    let image: KeyValueMemory

    /// An id at a text place, in a sequence that has no image codes yet.
    init(textID id: Int, place: Int, text: KeyValueMemory, image: KeyValueMemory) {
        content = .text(id: id, place: place)
        self.place = place
        self.text = text
        self.image = image
    }

    /// A code at a raster position, after `textPlaces` places of text.
    init(code: Int, position: Int, textPlaces: Int, text: KeyValueMemory, image: KeyValueMemory) {
        content = .image(code: code, position: position)
        place = textPlaces + position
        self.text = text
        self.image = image
    }

    /// Stores its key and value in the memory that it belongs to.
    func store(layer: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>) {
        switch content {
        case .text(_, let place): text.store(layer: layer, place: place, key: key, value: value)
        case .image(_, let position): image.store(layer: layer, place: position, key: key, value: value)
        }
    }
}

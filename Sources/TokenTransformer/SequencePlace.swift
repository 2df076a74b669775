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
    /// Where it keeps those of its image codes; nil while it has none.
    let image: KeyValueMemory?

    /// An id at a text place.
    init(textID id: Int, place: Int, text: KeyValueMemory) {
        content = .text(id: id, place: place)
        self.place = place
        self.text = text
        image = nil
    }

    /// A code at a raster position, after `textPlaces` places of text.
    init(code: Int, position: Int, textPlaces: Int, text: KeyValueMemory, image: KeyValueMemory) {
        content = .image(code: code, position: position)
        place = textPlaces + position
        self.text = text
        self.image = image
    }

    var isText: Bool { image == nil }
}

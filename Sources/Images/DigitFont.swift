/// A bitmap font of 5 × 7 pixels for numbers.
struct DigitFont {
    static let glyphWidth = 5
    static let glyphHeight = 7

    /// From the left edge of a character to that of the next, in font pixels.
    static let advance = 6

    /// Top to bottom, one string a character, five bits a row with the leftmost highest.
    private static let glyphs: [Character: [UInt8]] = [
        "0": [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        "1": [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        "2": [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
        "3": [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
        "4": [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        "5": [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        "6": [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        "7": [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        "8": [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        "9": [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        ".": [0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100],
        "-": [0b00000, 0b00000, 0b00000, 0b01110, 0b00000, 0b00000, 0b00000],
        "#": [0b01010, 0b01010, 0b11111, 0b01010, 0b11111, 0b01010, 0b01010],
        " ": [0, 0, 0, 0, 0, 0, 0],
    ]

    /// The width of a line of text, in font pixels.
    static func width(of text: String) -> Int { max(text.count * advance - 1, 0) }

    /// Draws a line with its top left at (`left`, `top`), each font pixel a square of `scale` pixels. The line must lie within the
    /// picture and hold nothing but digits, dots, minus and number signs and blanks.
    static func draw(_ text: String, on image: inout Image, left: Int, top: Int, scale: Int, color: RGBColor) {
        let dot = Image(width: scale, height: scale, filledWith: color)
        for (position, character) in text.enumerated() {
            guard let rows = glyphs[character] else { preconditionFailure("no glyph for \(character)") }
            for (row, bits) in rows.enumerated() {
                for column in 0..<glyphWidth where bits >> (glyphWidth - 1 - column) & 1 == 1 {
                    image.paste(
                        dot, left: left + (position * advance + column) * scale, top: top + row * scale)
                }
            }
        }
    }
}

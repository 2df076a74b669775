/// A text from a stranger on one line of the terminal: a line feed would forge a line, an escape would reach the terminal itself.
func printable(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { line, scalar in
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: line += "\\u{\(String(scalar.value, radix: 16))}"
        default: line.unicodeScalars.append(scalar)
        }
    }
}

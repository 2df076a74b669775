import ArgumentParser

/// Several values of an option: `1,8,16`.
struct CommaSeparated<Element: ExpressibleByArgument>: ExpressibleByArgument {
    let elements: [Element]

    init(_ elements: [Element]) {
        self.elements = elements
    }

    /// Nil where one of the values, or the list, is none.
    init?(argument: String) {
        elements = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap { Element(argument: String($0)) }
        // Commas separate: there is one value more than there are commas.
        guard elements.count == argument.count(where: { $0 == "," }) + 1 else { return nil }
    }

    var defaultValueDescription: String { elements.map(\.defaultValueDescription).joined(separator: ",") }

    static var allValueStrings: [String] { Element.allValueStrings }
}

extension CommaSeparated: Sendable where Element: Sendable {}

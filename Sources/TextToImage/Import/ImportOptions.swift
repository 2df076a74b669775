import Tensors
import TokenTransformer

/// What files of released models do not say of the model that they become.
public struct ImportOptions: Sendable {
    /// The name of the model; that of a released model of its shape when nil.
    public var name: String?
    /// The rules of the transformer, where its own mask does not tell or is not to be believed.
    public var rules: TransformerRules?
    /// The heads of the transformer, which no key or shape tells; those of the released model of its width when nil.
    public var heads: Int?
    /// The precision of the transformer's matrices; the one that suits the model on this processor when nil.
    public var precision: Precision?
    /// Whether weights that are no finite numbers are replaced by finite ones, instead of refused.
    public var replacesNonFinite = false
    public var title: String?
    public var license: String?
    /// Where the files came from, a line each.
    public var attribution: [String] = []

    public init() {}

    /// What can be told before any file is read.
    ///
    /// - Throws: `TextToImageError.badModelName`, `.badOption`.
    public func validate() throws(TextToImageError) {
        if let name, !Self.isFolderName(name) { throw .badModelName(name) }
        if let heads, heads < 1 { throw .badOption(name: "--heads", value: "\(heads)", allowed: .atLeast(1)) }
    }

    /// A model's name is that of a folder, and looks like no option.
    private static func isFolderName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix(".") && !name.hasPrefix("-") && name.utf8.count <= 100
            && name.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
    }
}

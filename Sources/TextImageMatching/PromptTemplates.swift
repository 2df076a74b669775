import Foundation

/// Sentences that a prompt is put into before it is compared with pictures: the mean of several wordings stands for it better than one.
public struct PromptTemplates: Sendable, Equatable {
    /// Each with one place for the prompt, `{}`.
    public let templates: [String]

    private static let place = "{}"

    /// - Throws: `TextImageMatchingError.noTemplates`, `.invalidTemplate`.
    public init(_ templates: [String]) throws(TextImageMatchingError) {
        guard !templates.isEmpty else { throw .noTemplates }
        for template in templates {
            let places = template.components(separatedBy: Self.place).count - 1
            guard places == 1 else { throw .invalidTemplate(template, places: places) }
        }
        self.init(checked: templates)
    }

    private init(checked templates: [String]) {
        self.templates = templates
    }

    /// The prompt as it is.
    public static let plain = PromptTemplates(checked: ["{}"])

    /// The six of ruCLIP's predictor, with which ruDALL-E picks its pictures.
    public static let ruCLIP = PromptTemplates(checked: [
        "{}", "фото, на котором изображено {}", "изображение с {}", "картинка с {}", "фото с {}", "на фото видно {}",
    ])

    /// The prompt in lower case and without white space around it, in each of the templates.
    public func prompts(for prompt: String) -> [String] {
        let lowercase = prompt.lowercased(with: Locale(identifier: "")).unicodeScalars
        let trimmed = lowercase.drop(while: Self.isWhiteSpace).reversed().drop(while: Self.isWhiteSpace).reversed()
        let core = String(String.UnicodeScalarView(trimmed))
        return templates.map { template in
            // Once, so that a prompt which itself holds braces stays what it is.
            template.components(separatedBy: Self.place).joined(separator: core)
        }
    }

    /// What Python's `strip` takes away: Unicode's white space and the four information separators.
    private static func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}

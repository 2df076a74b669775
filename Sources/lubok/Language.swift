import Foundation

/// The two languages that Lubok speaks, chosen by the locale as POSIX orders its variables.
enum Language {
    case english, russian

    static let current = Language(environment: ProcessInfo.processInfo.environment)

    init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        self = locale?.lowercased().hasPrefix("ru") == true ? .russian : .english
    }
}

/// A sentence in the language of the locale. Both stand side by side, so that neither is forgotten.
func say(_ english: String, _ russian: String) -> String {
    Language.current == .russian ? russian : english
}

import TextImageMatching

extension TextImageMatchingError {
    /// One Russian sentence. Texts and positions are counted from 1, as people do.
    var russianDescription: String {
        switch self {
        case .malformedConfiguration(let file, let reason):
            "\(quotation(file)) — не настройки модели CLIP: \(russianReason(reason))."
        case .invalidConfiguration(let key, let value, let requirement):
            "Значение \(value) для \(key) невозможно; требуется: \(russianReason(requirement))."
        case .tokenOutOfRange(let text, let position, let token, let vocabulary):
            "Токен \(position + 1) текста \(text + 1) — \(token), вне словаря модели, размер которого — \(vocabulary)."
        case .missingEndOfText(let text):
            "В тексте \(text + 1) нет токена конца, с которого снимается его вектор."
        case .textTooLong(let text, let tokens, let contextLength):
            "Токенов в тексте \(text + 1) — \(tokens), а модель читает не больше \(contextLength)."
        case .noTemplates:
            "Список шаблонов описания пуст."
        case .invalidTemplate(let template, let places):
            "В шаблоне \(quotation(template)) мест {} для описания — \(places), а должно быть одно."
        }
    }
}

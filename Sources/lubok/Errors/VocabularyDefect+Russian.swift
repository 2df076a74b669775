import Tokenization

extension VocabularyDefect {
    /// A clause that follows the place in the file.
    var russianDescription: String {
        switch self {
        case .idOutOfRange(let id, let size):
            "номер \(id) вне словаря: номера в нём — от 0 до \(size - 1)"
        case .duplicateID(let id):
            "номер \(id) уже занят"
        case .notAUnicodeScalar(let codePoint):
            "\(codePoint) — не код знака Юникода"
        case .duplicateCharacter(let scalar):
            "знак \(scalar.value) указан дважды"
        case .undefinedOperand(let id):
            "слияние берёт номер \(id), которого нет ни у знаков, ни у предыдущих слияний"
        case .duplicateMerge(let left, let right):
            "для пары \(left) \(right) слияние уже есть"
        case .subwordTooLong(let scalars, let limit):
            "слияние даёт кусок длиной \(scalars) знаков, а допустимо не больше \(limit)"
        case .missingWordMarker:
            "нет знака 9601 (U+2581), с которого начинается каждое слово"
        }
    }
}

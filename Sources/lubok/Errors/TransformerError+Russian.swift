import TokenTransformer

extension TransformerError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .sizeOutOfRange(let field, let found, let allowed):
            "Недопустимое значение \(field) трансформера: \(found); допустимо от \(allowed.lowerBound) до \(allowed.upperBound)."
        case .widthNotDivisible(let width, let heads):
            "Ширина трансформера \(width) не делится на число голов \(heads)."
        case .unknownRules(let name):
            "Неизвестные правила трансформера \(quotation(name)); известны \(TransformerRules.all.map(\.name).joined(separator: ", "))."
        case .tooManyTokens(let found, let limit):
            "Токенов текста слишком много: \(found); модель читает не больше \(limit)."
        case .tokenOutOfRange(let token, let index, let vocabulary):
            "Токен текста \(token) на месте \(index) вне словаря, размер которого — \(vocabulary)."
        case .tooManyCodes(let found, let limit):
            "Кодов картинки слишком много: \(found); мест для них — \(limit)."
        case .codeOutOfRange(let code, let index, let vocabulary):
            "Код картинки \(code) на месте \(index) вне словаря, размер которого — \(vocabulary)."
        case .invalidTemperature(let temperature):
            "Недопустимая температура: \(temperature); нужно конечное число больше 0."
        case .invalidTopK(let count):
            "Недопустимое значение top-k: \(count); допустимо 0 (без отбора) или больше."
        case .invalidTopP(let mass):
            "Недопустимое значение top-p: \(mass); допустимо число больше 0 и не больше 1 (без отбора)."
        case .logitsNotFinite(let index):
            "Оценка кода \(index), которую дала модель, — не число, по которому можно выбирать."
        }
    }
}

import TextToImage

extension AllowedValues {
    /// What follows «допустимо».
    var russianDescription: String {
        switch self {
        case .range(let range): "от \(range.lowerBound) до \(range.upperBound)"
        case .atLeast(let least): "целое число не меньше \(least)"
        case .above(let bound): "число больше \(bound)"
        case .interval(let lower, let upper): "число больше \(lower) и не больше \(upper)"
        case .fileName(let part): "имя файла, в котором есть \(part)"
        case .aspect(let limit): "отношение ширины к высоте от 1:\(limit) до \(limit):1"
        case .form(let example): "запись вида \(example)"
        case .oneOf(let words): "что-то из: \(words.joined(separator: ", "))"
        }
    }
}

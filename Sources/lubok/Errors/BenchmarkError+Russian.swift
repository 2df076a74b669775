import Benchmarks

extension BenchmarkError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .unknownShape(let name, let known):
            "Формы \(quotation(name)) нет; известны \(known.joined(separator: ", "))."
        case .badShapeSetting(let setting, let known):
            "\(quotation(setting)) — не настройка формы; пишите ИМЯ=ЧИСЛО, где имя — одно из \(known.joined(separator: ", "))."
        case .impossibleShape(let error):
            error.russianDescription
        case .positionOutOfRange(let found, let allowed):
            "Недопустимое значение --positions: \(found); допустимо от \(allowed.lowerBound) до \(allowed.upperBound)."
        case .shapeAndModel:
            "С --shape веса случайные, с --model — самой модели; укажите что-то одно."
        case .accuracyOfRandomWeights:
            "Точность случайных весов ничего не говорит; укажите модель: --model."
        case .openingOfRandomWeights:
            "Случайные веса ниоткуда не открываются; укажите модель: --model."
        }
    }
}

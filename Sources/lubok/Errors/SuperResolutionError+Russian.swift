import SuperResolution

extension SuperResolutionError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .invalidConfiguration(let key, let value, let requirement):
            "В настройках увеличения \(quotation(key)) равно \(value), а должно быть иначе: \(russianReason(requirement))."
        case .unrecognizedNet(let file, let key, let shape, let requirement):
            "В файле \(quotation(file)) не RRDBNet из Real-ESRGAN: форма \(quotation(key)) — \(shape), "
                + "а должно быть иначе: \(russianReason(requirement))."
        case .pictureSizeNotMultiple(let width, let height, let multiple):
            "Картинку \(width)×\(height) нельзя увеличить целиком: обе стороны должны быть кратны \(multiple)."
        case .outputTooLarge(let width, let height, let limit):
            "Увеличенная картинка слишком велика: \(width)×\(height) точек; допустимо не больше \(limit)."
        }
    }
}

import Images

extension ImageError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .cannotRead(let file, let errorNumber):
            "Не удаётся прочитать \(quotation(file)): \(systemReason(errorNumber))."
        case .notARegularFile(let file):
            "\(quotation(file)) — не обычный файл."
        case .fileTooLarge(let file, let byteCount, let limit):
            "Размер файла \(quotation(file)) в байтах — \(byteCount), а допустимо не больше \(limit)."
        case .notPNG(let file):
            "\(quotation(file)) — не файл PNG."
        case .tooManyPixels(let file, let width, let height, let limit):
            "В картинке \(quotation(file)) слишком много точек: \(width)×\(height); допустимо не больше \(limit)."
        case .truncated(let file, let byteOffset):
            "Файл \(quotation(file)) обрывается посреди картинки, на байте \(byteOffset)."
        case .malformed(let file, let reason, let byteOffset):
            "Файл \(quotation(file)) испорчен перед байтом \(byteOffset): \(russianReason(reason))."
        case .workingMemoryExceeded(let file, let limit, let byteOffset):
            "Чтобы прочитать \(quotation(file)), нужно больше памяти, чем допустимо (\(limit) Б); место — байт \(byteOffset)."
        case .invalidKeyword(let keyword):
            "\(quotation(keyword)) не может быть ключевым словом PNG: "
                + "нужны от 1 до 79 печатных знаков ASCII без пробелов по краям и подряд."
        case .invalidText(let keyword):
            "В тексте с ключевым словом \(quotation(keyword)) есть знак U+0000, которого в PNG быть не может."
        case .cannotEncode(let reason):
            "Не удаётся закодировать картинку: \(russianReason(reason))."
        case .alreadyExists(let file):
            "Файл \(quotation(file)) уже есть; чтобы перезаписать его, укажите --force."
        case .cannotWrite(let file, let errorNumber):
            "Не удаётся записать \(quotation(file)): \(systemReason(errorNumber))."
        case .sheetTooLarge(let width, let height, let limit):
            "Контактный лист слишком велик: \(width)×\(height) точек; допустимо не больше \(limit)."
        }
    }
}

import Tokenization

extension TokenizationError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .unreadableFile(let file, let reason):
            "Не удаётся прочитать словарь \(quotation(file)): \(reason)."
        case .unwritableFile(let file, let reason):
            "Не удаётся записать словарь \(quotation(file)): \(reason)."
        case .fileTooLarge(let file, let limit):
            "Файл словаря \(quotation(file)) больше допустимого (\(limit) Б)."
        case .notUTF8(let file, let line):
            "Словарь \(quotation(file)), строка \(line): текст записан не в UTF-8."
        case .malformedLine(let file, let line, let expected):
            "Словарь \(quotation(file)), строка \(line): здесь должно стоять другое: \(russianReason(expected))."
        case .truncatedFile(let file, let expectedLines, let foundLines):
            "В словаре \(quotation(file)) строк должно быть не меньше \(expectedLines), а их \(foundLines)."
        case .trailingContent(let file, let line):
            "Словарь \(quotation(file)) продолжается в строке \(line), после своей последней записи."
        case .invalidVocabulary(let defect, let file?, let line):
            "Словарь \(quotation(file)), строка \(line): \(defect.russianDescription)."
        case .invalidVocabulary(let defect, nil, let line):
            "Словарь неверен там, где в файле была бы строка \(line): \(defect.russianDescription)."
        case .missingSpecialToken(let name):
            "В словаре нет токена \(name)."
        case .sequenceTooShort(let length, let minimum):
            "Последовательность токенов длины \(length) слишком коротка: нужно не меньше \(minimum)."
        case .idOutOfRange(let id, let index, let vocabularySize):
            "Номер токена \(id) на месте \(index) вне словаря, размер которого — \(vocabularySize)."
        case .textTooLong(let length, let limit):
            "Длина текста в единицах UTF-16 — \(length), а допустимо не больше \(limit)."
        case .unicodeFailure(let name):
            "Библиотека Юникода сообщает об ошибке \(name)."
        }
    }
}

import Checkpoints

extension SafetensorsFault {
    /// A clause that follows the place in the file.
    var russianDescription: String {
        switch self {
        case .headerTooLong(let length, let maximum):
            "заявленная длина заголовка в байтах — \(length), а допустимо не больше \(maximum)"
        case .headerBeyondFile(let length, let available):
            "заявленная длина заголовка в байтах — \(length), а до конца файла осталось \(available)"
        case .syntax(let expected):
            "в заголовке здесь должно стоять: \(russianReason(expected))"
        case .notUTF8:
            "заголовок записан не в UTF-8"
        case .duplicateKey(let key):
            "имя \(quotation(key)) встречается в заголовке дважды"
        case .unknownField(let key, let field):
            "у тензора \(quotation(key)) неизвестное поле \(quotation(field))"
        case .missingField(let key, let field):
            "у тензора \(quotation(key)) нет поля \(quotation(field))"
        case .tooManyTensors(let maximum):
            "тензоров больше, чем допустимо (\(maximum))"
        case .rankTooLarge(let key, let maximum):
            "у тензора \(quotation(key)) больше измерений, чем допустимо (\(maximum))"
        case .shapeOverflow(let key, let shape):
            "у тензора \(quotation(key)) невозможная форма \(shape)"
        case .reversedOffsets(let key, let start, let end):
            "тензор \(quotation(key)) кончается на \(end), раньше своего начала на \(start)"
        case .hole(let key, let byteCount):
            "перед тензором \(quotation(key)) есть ничьи байты, числом \(byteCount)"
        case .overlap(let key, let byteCount):
            "тензор \(quotation(key)) накладывается на предыдущий; общих байтов — \(byteCount)"
        case .tensorBeyondFile(let key, let end, let available):
            "тензор \(quotation(key)) кончается на байте \(end), а всего данных — \(available): похоже, файл обрезан"
        case .byteCountMismatch(let key, let expected, let found):
            "тензор \(quotation(key)) занимает байтов \(found), а по форме и типу нужно \(expected)"
        case .trailingBytes(let count):
            "после последнего тензора есть ничьи байты, числом \(count)"
        }
    }
}

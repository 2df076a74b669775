import Checkpoints

extension ZipFault {
    /// A clause that follows the place in the file.
    var russianDescription: String {
        switch self {
        case .endRecordMissing:
            "в конце нет оглавления zip: похоже, файл обрезан"
        case .endRecordDisagrees:
            "записи в конце противоречат друг другу или размеру файла"
        case .severalDisks:
            "архив разбит на несколько томов"
        case .directoryBroken:
            "оглавление испорчено"
        case .unsupportedFlags(let entry, let flags):
            "у записи \(quotation(entry)) неподдерживаемые флаги 0x\(String(flags, radix: 16)), например шифрование"
        case .compressed(let entry, let method):
            "запись \(quotation(entry)) сжата методом \(method)"
        case .unsafeName(let entry):
            "имя записи \(quotation(entry)) выводит за пределы архива или не является простым путём"
        case .duplicateEntry(let entry):
            "запись \(quotation(entry)) встречается дважды"
        case .localRecordMissing(let entry):
            "у записи \(quotation(entry)) нет заголовка там, где указывает оглавление"
        case .localRecordDisagrees(let entry, let field):
            "у записи \(quotation(entry)) \(field.russianName) в оглавлении и в её заголовке — разные"
        case .entryBeyondArchive(let entry):
            "запись \(quotation(entry)) выходит за пределы архива"
        case .entriesOverlap(let entry):
            "запись \(quotation(entry)) накладывается на другую"
        case .zip64FieldMissing(let entry):
            "у записи \(quotation(entry)) нет 64-битных размеров"
        case .checksumMismatch(let entry, let expected, let found):
            "контрольная сумма записи \(quotation(entry)) — \(String(found, radix: 16)), "
                + "а записана \(String(expected, radix: 16))"
        }
    }
}

extension ZipFault.Field {
    fileprivate var russianName: String {
        switch self {
        case .name: "имена"
        case .flags: "флаги"
        case .method: "методы сжатия"
        case .checksum: "контрольные суммы"
        case .size: "размеры"
        case .dataDescriptor: "дескрипторы данных"
        }
    }
}

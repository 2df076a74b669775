import Checkpoints

extension PickleFault {
    /// A clause that follows the place in the file.
    var russianDescription: String {
        switch self {
        case .truncated:
            "он обрывается посреди операции"
        case .unsupportedProtocol:
            "он не начинается с протокола от 2 до 5"
        case .unknownOpcode(let code):
            "операции 0x\(String(code, radix: 16)) не бывает"
        case .forbiddenOpcode(let name):
            "операция \(name) запрещена"
        case .forbiddenGlobal(let name):
            "он называет \(quotation(name)), а это запрещено"
        case .wrongArguments(let global):
            "\(quotation(global)) не принимает таких аргументов"
        case .stackUnderflow:
            "операции не хватает операндов"
        case .wrongOperand(let expected):
            "операции нужно другое: \(russianReason(expected))"
        case .memoMissing(let index):
            "в ячейке \(index) ничего не сохранено"
        case .notUTF8:
            "текст записан не в UTF-8"
        case .limitExceeded(let limit, let maximum):
            "превышен предел «\(limit.russianName)»: \(maximum)"
        case .invalidStorageReference:
            "ссылка на хранилище испорчена"
        case .viewOutsideStorage(let shape, let strides, let offset, let storageCount):
            "тензор формы \(shape) с шагами \(strides) и смещением \(offset) не помещается в хранилище, где элементов \(storageCount)"
        case .unfinished:
            "в конце на стеке не ровно одно значение"
        case .dataAfterStop(let count):
            "после его конца есть лишние байты, числом \(count)"
        }
    }
}

extension PickleFault.Limit {
    fileprivate var russianName: String {
        switch self {
        case .operations: "число операций"
        case .memory: "память объектов в байтах"
        case .stackDepth: "глубина стека"
        case .memoIndex: "номер ячейки"
        case .textLength: "длина текста в байтах"
        case .integerLength: "длина целого числа в байтах"
        }
    }
}

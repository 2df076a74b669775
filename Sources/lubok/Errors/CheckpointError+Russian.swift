import Checkpoints

extension CheckpointError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .unreadable(let file, let code):
            "Не удаётся прочитать \(quotation(file)): \(systemReason(code))."
        case .unwritable(let file, let code):
            "Не удаётся записать \(quotation(file)): \(systemReason(code))."
        case .notRegularFile(let file):
            "\(quotation(file)) — не обычный файл."
        case .unknownContainer(let file):
            "\(quotation(file)) — не safetensors и не файл весов PyTorch."
        case .safetensors(let file, let offset, let fault):
            "\(quotation(file)), байт \(offset): нарушен формат safetensors: \(fault.russianDescription)."
        case .zip(let file, let offset, let fault):
            "\(quotation(file)), байт \(offset): нарушен формат архива PyTorch: \(fault.russianDescription)."
        case .pickle(let file, let offset, let fault):
            "\(quotation(file)), байт \(offset): pickle отвергнут: \(fault.russianDescription)."
        case .torch(let file, let offset, let fault):
            "\(quotation(file)), байт \(offset): нарушен формат весов PyTorch: \(fault.russianDescription)."
        case .missingKey(let file, let key, let similar):
            "В файле \(quotation(file)) нет тензора \(quotation(key))"
                + (similar.isEmpty ? "." : "; похожие имена: \(quotations(similar)).")
        case .ambiguousKey(let file, let key, let candidates):
            "В файле \(quotation(file)) имени \(quotation(key)) отвечают несколько тензоров: \(quotations(candidates))."
        case .shapeMismatch(let file, let key, let expected, let found):
            "В файле \(quotation(file)) форма тензора \(quotation(key)) — \(found), а должна быть \(expected)."
        case .unsupportedElementType(let file, let key, let type):
            "В файле \(quotation(file)) элементы тензора \(quotation(key)) имеют тип \(quotation(type)), который здесь не читается."
        case .notFinite(let file, let key, let index):
            "В файле \(quotation(file)) у тензора \(quotation(key)) под номером \(index) стоит не конечное число."
        }
    }
}

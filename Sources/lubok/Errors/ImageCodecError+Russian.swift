import ImageCodec

extension ImageCodecError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .missingSetting(let name):
            "В настройках кодека нет \(quotation(name))."
        case .invalidSetting(let name, let value, let expected):
            "В настройках кодека \(quotation(name)) равно \(value), а должно быть иначе: \(russianReason(expected))."
        case .unsupportedTarget(let name):
            "Настройки описывают \(quotation(name)); читаются только VQModel, GumbelVQ и трансформер над одним из них."
        case .malformedYAML(let line, let column, let reason):
            "Настройки кодека — не YAML, который можно прочитать: \(russianReason(reason)) (строка \(line), столбец \(column))."
        case .malformedCodes(let reason):
            "Это не сетка кодов: \(russianReason(reason))."
        case .unsupportedCodesFormat(let found, let supported):
            "Формат кодов — \(found), а эта программа читает формат \(supported)."
        case .codeCountMismatch(let width, let height, let codes):
            "В сетке \(width)×\(height) не может быть столько кодов: \(codes)."
        case .gridSizeOutOfRange(let width, let height, let maximumCells):
            "Сетка \(width)×\(height) не годится: ячеек должно быть от 1 до \(maximumCells)."
        case .codeOutOfRange(let code, let index, let codebookSize):
            "Кода \(code) (место \(index)) нет в книге кодов, размер которой — \(codebookSize)."
        case .pictureSizeNotMultiple(let width, let height, let multiple):
            "Картинку \(width)×\(height) нельзя закодировать: обе стороны должны быть кратны \(multiple)."
        }
    }
}

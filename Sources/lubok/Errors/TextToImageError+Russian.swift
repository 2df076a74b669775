import TextToImage

extension TextToImageError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .modelNotFound(let name, let searched):
            "Модели \(quotation(name)) нет: "
                + (searched.isEmpty ? "папок с моделями не найдено." : "просмотрены папки \(quotations(searched)).")
        case .notAModelFolder(let path):
            "\(quotation(path)) — не папка модели: в ней нет файла model.json."
        case .unreadableFile(let path, let reason):
            "Не удаётся прочитать \(quotation(path)): \(reason)."
        case .badManifest(let path, let place, let reason):
            "Файл \(quotation(path))\(place.isEmpty ? "" : ", место \(quotation(place))"): \(russianReason(reason))."
        case .unsupportedFormat(let path, let found, let supported):
            "Формат файла \(quotation(path)) — \(found); эта программа читает форматы не новее \(supported)."
        case .fileOutsideFolder(let path, let name):
            "\(quotation(path)) называет файл \(quotation(name)), который лежит вне папки модели."
        case .missingFile(let path):
            "Нет файла \(quotation(path))."
        case .wrongSize(let path, let expected, let found):
            "Размер файла \(quotation(path)) в байтах — \(found), а в model.json указано \(expected)."
        case .wrongHash(let path, let expected, let found):
            "SHA-256 файла \(quotation(path)) — \(found), а в model.json указано \(expected)."
        case .inconsistentModel(let path, let reason):
            "Части модели \(quotation(path)) не подходят друг к другу: \(russianReason(reason))."
        case .unreadWeights(let path, let names):
            "В файле \(quotation(path)) есть веса, которые не нужны ни одной части модели: \(quotations(Array(names.prefix(3))))"
                + (names.count > 3 ? " и ещё \(names.count - 3)." : ".")
        case .preparedOtherwise(let path, let prepared, let asked):
            "Веса модели \(quotation(path)) подготовлены с точностью \(prepared), получить их с точностью \(asked) нельзя."
        case .emptyPrompt:
            "Описание пустое."
        case .badOption(let name, let value, let allowed):
            "Недопустимое значение \(name): \(value); допустимо \(allowed.russianDescription)."
        case .guidanceNotTrained(let model):
            "Модель \(quotation(model)) не обучена для --guidance; оставьте его равным 1."
        case .noMatcher(let model):
            "Модели \(quotation(model)) нечем сортировать картинки; укажите --no-rank."
        case .noSegmentation(let model):
            "У модели \(quotation(model)) нет сети, которая отделяет фон; вырежьте по контуру."
        case .wrongGrid(let side, let width, let height):
            "Сетка кодов — \(width)×\(height), а эта модель рисует \(side)×\(side)."
        case .outputExists(let path):
            "Файл \(quotation(path)) уже есть; чтобы перезаписать его, укажите --force."
        case .cannotWrite(let path, let reason):
            "Не удаётся записать \(quotation(path)): \(reason)."
        case .badSidecar(let path, let reason):
            "Файл \(quotation(path)): \(russianReason(reason))."
        }
    }
}

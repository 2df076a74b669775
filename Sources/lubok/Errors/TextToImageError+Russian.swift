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
            "Не удаётся прочитать \(quotation(path)): \(russianReason(reason))."
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
        case .unrecognisedFile(let path):
            "\(quotation(path)) — не из тех файлов, которые можно импортировать."
        case .nothingToImport(let path):
            "В папке \(quotation(path)) нет файлов, которые можно импортировать."
        case .missingPart(let part, let unused):
            "Не хватает части: \(part.russianName); её файл — \(part.releasedFile)"
                + (unused.isEmpty ? "" : "; не распознаны: \(quotations(Array(unused.prefix(3))))")
                + (unused.count > 3 ? " и ещё \(unused.count - 3)." : ".")
        case .ambiguousPart(let part, let paths):
            "Файлов для части «\(part.russianName)» несколько: \(quotations(paths)); укажите один."
        case .vocabularyDoesNotFit(let part, let path, let expected, let found):
            "Токенов в файле \(quotation(path)) — \(found), а нужно \(expected) (\(part.russianName)); подходящий файл — \(part.releasedFile)."
        case .undecidedRules(let path):
            "По файлу \(quotation(path)) не видно поколение модели; укажите --rules v2 для первого Malevich и Emojich, --rules v3 для остальных."
        case .undecidedHeads(let path, let width):
            "По файлу \(quotation(path)) не видно число голов внимания, и нет известной модели шириной \(width); укажите --heads."
        case .badModelName(let name):
            "\(quotation(name)) не может быть именем модели: нужно простое имя файла."
        case .outsideCatalogue(let path):
            "\(quotation(path)) не лежит ни в одной из папок с моделями; чужое не удаляется."
        case .shippedModel(let path):
            "Модель \(quotation(path)) — часть программы; чтобы удалить её, укажите --force."
        case .emptyPrompt:
            "Описание пустое."
        case .badOption(let name, let value, let allowed):
            "Недопустимое значение \(name): \(value); допустимо \(allowed.russianDescription)."
        case .guidanceNotTrained(let model):
            "Модель \(quotation(model)) не обучена для --guidance; оставьте его равным 1."
        case .noMatcher(let model):
            "Модели \(quotation(model)) нечем сравнивать картинки с описанием; укажите --rank-by perplexity."
        case .noUpscaler(let model, _, []):
            "Модели \(quotation(model)) нечем увеличивать картинки."
        case .noUpscaler(let model, let scale, let scales):
            "Модель \(quotation(model)) не увеличивает картинки в \(scale) раз; можно только в \(scales.map(String.init).joined(separator: ", "))."
        case .noSegmentation(let model):
            "У модели \(quotation(model)) нет сети, которая отделяет фон; вырежьте по контуру."
        case .wrongGrid(let side, let width, let height):
            "Сетка кодов — \(width)×\(height), а эта модель рисует \(side)×\(side)."
        case .optionNeeds(let option, let other):
            "Параметр \(option) без \(other) ничего не значит."
        case .optionsExclude(let option, let other):
            "Параметры \(option) и \(other) исключают друг друга."
        case .sizeNotReachable(let width, let height, let side, let longest):
            "Картинку \(width)×\(height) нарисовать нельзя: у этой модели одна сторона — \(side), другая — от \(side) до \(longest)."
        case .borderTooLarge(let side, let cells, let limit):
            "--border \(side)=\(cells) не годится: в этом направлении ячеек \(limit)."
        case .wrongMaskSize(let mask, let width, let height, let pictureWidth, let pictureHeight):
            "Размер маски\(mask.map { " \(quotation($0))" } ?? "") — \(width)×\(height), а картинки — \(pictureWidth)×\(pictureHeight)."
        case .nothingToPaint(let picture):
            "Картинка\(picture.map { " \(quotation($0))" } ?? "") сохраняется целиком: рисовать нечего."
        case .nothingKept(let picture):
            "В картинке \(quotation(picture)) нет прозрачных мест, а что сохранить, не указано: нужен --border или --mask."
        case .badLine(let path, let line, let reason):
            "Файл \(quotation(path)), строка \(line): \(russianReason(reason))."
        case .unknownKey(let path, let line, let key):
            "Файл \(quotation(path)), строка \(line): нет такого параметра: \(quotation(key))."
        case .missingKey(let path, let line, let key):
            "Файл \(quotation(path)), строка \(line): нет ключа \(quotation(key))."
        case .wrongType(let path, let line, let key):
            "Файл \(quotation(path)), строка \(line): значение \(quotation(key)) — другого типа."
        case .outOfRange(let path, let line, let key):
            "Файл \(quotation(path)), строка \(line): слишком большое или слишком малое число \(quotation(key))."
        case .promptsTooLarge(let path, let limit):
            "Файл \(quotation(path)) больше, чем байтов: \(limit)."
        case .badLineOption(let path, let line, let key, let value, let allowed):
            "Файл \(quotation(path)), строка \(line): недопустимое значение \(quotation(key)): \(value); допустимо \(allowed.russianDescription)."
        case .linesCollide(let path, let line, let otherLine, let file):
            "Файл \(quotation(path)), строка \(line): имена картинок совпали бы с именами строки \(otherLine), например \(quotation(file)); "
                + "задайте другое зерно или имя."
        case .outputExists(let path):
            "Файл \(quotation(path)) уже есть; чтобы перезаписать его, укажите --force."
        case .folderExists(let path):
            "\(quotation(path)) уже есть, а папки моделей не перезаписываются: удалите её или укажите другое имя или место."
        case .cannotWrite(let path, let reason):
            "Не удаётся записать \(quotation(path)): \(reason)."
        case .badSidecar(let path, let reason):
            "Файл \(quotation(path)): \(russianReason(reason))."
        }
    }
}

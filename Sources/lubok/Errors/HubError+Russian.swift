import ModelHub

extension HubError {
    /// One Russian sentence.
    var russianDescription: String {
        switch self {
        case .unknownModel(let name, let known):
            "Модели \(quotation(name)) среди опубликованных нет; есть \(known.joined(separator: ", "))."
        case .invalidEndpoint(let address):
            "В HF_ENDPOINT стоит \(quotation(address)), это не адрес сервера."
        case .offline(let file):
            "Файла \(file) на этой машине нет, а HF_HUB_OFFLINE запрещает его скачивать."
        case .unreachable(let host, let reason):
            "Сервер \(host) недоступен: \(reason)."
        case .unauthorized(let file, let hasToken):
            "Хаб не показывает файл \(file): "
                + (hasToken ? "ключ не даёт к нему доступа." : "такого хранилища нет или нужен ключ в HF_TOKEN.")
        case .forbidden(let file, let hasToken):
            "Хаб не отдаёт файл \(file): доступ нужно запросить на странице хранилища"
                + (hasToken ? "." : " и указать ключ в HF_TOKEN.")
        case .notFound(let file):
            "На хабе нет файла \(file)."
        case .tooManyRequests(let file, let seconds):
            "Хаб не отдаёт файл \(file) из-за слишком частых запросов, ожидание (\(seconds) с) не помогло; попробуйте позже."
        case .unexpectedStatus(let file, let status):
            "Хаб ответил \(status) на запрос файла \(file)."
        case .tooManyRedirects(let file):
            "Хаб без конца отсылает с адреса на адрес за файлом \(file)."
        case .unsafeRedirect(let file, let location):
            "За файлом \(file) хаб отсылает к \(quotation(location)), это небезопасно."
        case .badMetadata(let file, let header):
            "Хаб не сообщает, что такое файл \(file): заголовка \(header) нет или он непонятен."
        case .interrupted(let file, let received, let expected):
            "Связь прервалась после \(received) из \(expected) байт файла \(file); повторите команду, и загрузка продолжится."
        case .wrongSize(let file, let expected, let found):
            "Размер файла \(file) в байтах — \(found), а хаб сообщает \(expected)."
        case .wrongHash(let file, let expected, let found):
            "Хеш файла \(file) — \(found), а хаб сообщает \(expected); файл выброшен."
        case .notEnoughSpace(let path, let needed, let available):
            "Для \(quotation(path)) нужно свободных байт: \(needed), а есть \(available)."
        case .cannotWrite(let path, let reason):
            "Не удаётся записать \(quotation(path)): \(reason)."
        case .busy(let file):
            "Файл \(file) сейчас скачивает другая программа."
        }
    }
}

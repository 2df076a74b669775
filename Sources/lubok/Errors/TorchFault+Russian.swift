import Checkpoints

extension TorchFault {
    /// A clause that follows the place in the file.
    var russianDescription: String {
        switch self {
        case .noPickle: "в нём нет папки с файлом data.pkl"
        case .entryOutsideFolder(let entry): "запись \(quotation(entry)) лежит вне папки файла data.pkl"
        case .torchScript: "это программа TorchScript, а читаются только веса"
        case .bigEndian: "числа записаны старшим байтом вперёд"
        case .unsupportedVersion: "неизвестная версия формата"
        case .notDictionary: "внутри не словарь тензоров"
        case .tooManyTensors(let maximum): "тензоров больше, чем допустимо (\(maximum))"
        case .storageMissing(let key): "хранилища \(quotation(key)) нет в файле"
        case .storageTooShort(let key, let needed, let found):
            "размер хранилища \(quotation(key)) в байтах — \(found), а нужно \(needed)"
        case .storageDisagrees(let key): "хранилище \(quotation(key)) описано двояко"
        case .trailingBytes(let count): "после последнего хранилища есть лишние байты, числом \(count)"
        }
    }
}

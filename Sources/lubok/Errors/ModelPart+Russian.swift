import TextToImage

extension ModelPart {
    /// What it is called in a Russian sentence.
    var russianName: String {
        switch self {
        case .transformer: "трансформер"
        case .codec: "кодек"
        case .codecConfiguration: "настройки кодека"
        case .vocabulary: "словарь"
        case .matcher: "сравнение картинок с описанием"
        case .matcherConfiguration: "настройки сравнения"
        case .matcherVocabulary: "словарь сравнения"
        case .upscaler: "увеличение"
        case .segmentation: "вырезание фона"
        }
    }
}

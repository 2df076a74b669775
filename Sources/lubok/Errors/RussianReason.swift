/// The Russian for a short reason that an error carries as English text. What holds data of the file, or comes from a library, stays as it
/// is: a foreign reason is better than none.
func russianReason(_ reason: String) -> String {
    reasons[reason] ?? reason
}

private let reasons = [
    // Safetensors headers.
    "an opening brace": "открывающая фигурная скобка",
    "an opening bracket": "открывающая квадратная скобка",
    "a comma or a closing brace": "запятая или закрывающая фигурная скобка",
    "a comma or a closing bracket": "запятая или закрывающая квадратная скобка",
    "a colon": "двоеточие",
    "a string": "строка в кавычках",
    "a closing quotation mark": "закрывающая кавычка",
    "no control character": "что-нибудь, кроме управляющего знака",
    "an escape": "код знака после обратной косой черты",
    "four hexadecimal digits": "четыре шестнадцатеричные цифры",
    "a leading surrogate": "первая половина суррогатной пары",
    "a trailing surrogate": "вторая половина суррогатной пары",
    "a natural number": "натуральное число",
    "a smaller number": "число поменьше",
    "two data offsets": "два смещения данных",
    "nothing more": "конец заголовка",

    // Pickles.
    "a set": "множество",
    "two texts": "два текста",
    "a list": "список",
    "a dictionary": "словарь",
    "as many values as keys": "столько же значений, сколько ключей",
    "an allowed name": "разрешённое имя",
    "an allowed class": "разрешённый класс",
    "a tuple of arguments": "кортеж аргументов",
    "an object with attributes": "объект с полями",

    // Vocabularies.
    "counts that are not negative": "неотрицательные количества",
    "the number of characters and the number of merges": "число знаков и число слияний",
    "a code point and an id": "код знака и номер",
    "the ids of a merge's left side, right side and result": "номера левой части, правой части и результата слияния",
    "the ids of the unknown, padding, beginning and end tokens":
        "номера неизвестного токена, заполнителя, начала и конца",

    // Configurations, manifests and codes.
    "this key is missing": "этого ключа нет",
    "another upscaler has this scale": "такое увеличение уже есть",
    "2, 4 or 8": "2, 4 или 8",
    "four dimensions": "четыре измерения",
    "3 or 12 inputs": "3 или 12 входов",
    "it holds no grid of codes": "в нём нет сетки кодов",
    "it is not JSON": "это не JSON",
    "it is not valid JSON": "это не JSON",
    "The given data was not valid JSON": "это не JSON",
    "it is not a mapping of settings": "это не перечень настроек",
    "a mapping of settings": "перечень настроек",
    "a word": "слово",
    "a whole number": "целое число",
    "a list of whole numbers": "список целых чисел",
    "a list of 1 to 12 numbers": "список от 1 до 12 чисел",
    "anchors are not supported": "якоря не поддерживаются",
    "the characters are not YAML's": "таких знаков в YAML не бывает",

    "it is not a regular file": "это не обычный файл",

    // Files of prompts.
    "it holds no prompt": "в нём нет ни одного описания",
    "it is not UTF-8": "она записана не в UTF-8",
    "it is no JSON object": "это не объект JSON",
    "it says nothing of a prompt that was painted": "в ней ничего не сказано о нарисованном описании",

    // Pictures.
    "the first chunk is not IHDR": "первый блок — не IHDR",
    "unexpected end of data": "данные кончились раньше времени",
    "a chunk does not fit into the working memory": "блок не помещается в отведённую память",
    "out of memory": "не хватает памяти",
]

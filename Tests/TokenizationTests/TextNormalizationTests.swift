import Testing
import Tokenization

@Suite struct TextNormalizationTests {
    // MARK: russian

    @Test(arguments: [
        ("Рыжий  КОТ", "рыжий кот"),
        ("ЁЛКА и ёжик", "ёлка и ёжик"),
        ("е\u{0308}лка, И\u{0306}од", "ёлка, йод"),
        ("«лапки» „нижние“ “верхние” ‟обратные” 〝восточные〞", "\"лапки\" \"нижние\" \"верхние\" \"обратные\" \"восточные\""),
        ("‘один’ ‚два‛ ‹три›", "'один' 'два' 'три'"),
        ("а—б–в−г‐д‑е‒ё―ж", "а-б-в-г-д-е-ё-ж"),
        ("\u{FEFF}бом", "бом"),
        ("пе\u{AD}ре\u{AD}нос", "перенос"),
        ("\u{200E}лево\u{200F} \u{202A}право\u{202C} \u{2066}сам\u{2069}", "лево право сам"),
        ("нуль\u{0}байт\u{7F}", "нульбайт"),
        ("\u{200B}невидимый\u{200D}\u{200C}\u{2060}", "невидимый"),
        ("\u{A0}а\u{2003}\u{3000}б\u{85}в\t\r\nг\u{2028}д\u{1F}е ", "а б в г д е"),
        ("\u{200B} \u{200B}", ""),
        ("а \u{200D} б", "а б"),
        ("", ""),
        ("ﬁ ½ № ™ Ⅷ ①", "fi 1\u{2044}2 no tm viii 1"),
        ("Ｆｕｌｌ", "full"),
        ("…", "..."),
        ("ΟΔΟΣ", "οδος"),
        ("İ", "i\u{0307}"),
    ])
    func russian(text: String, expected: String) throws {
        #expect(try scalars(TextNormalization.russian.normalize(text)) == scalars(expected))
    }

    @Test(arguments: [
        "🏳️\u{200D}🌈", "👨\u{200D}👩\u{200D}👧\u{200D}👦", "👩🏽\u{200D}🚀", "❤️\u{200D}🔥", "🇷🇺", "👍🏿", "1️⃣", "🏴\u{200D}☠️",
    ])
    func emojiStayWhole(emoji: String) throws {
        #expect(try scalars(TextNormalization.russian.normalize(emoji)) == scalars(emoji))
    }

    @Test(arguments: [
        ("🐱\u{200D}", "🐱"), ("\u{200D}🐱", "🐱"), ("🐱\u{200D}а", "🐱а"), ("а\u{200D}🐱", "а🐱"), ("🐱\u{200D} \u{200D}🐱", "🐱 🐱"),
        ("🐱\u{200D}\u{200D}🐱", "🐱\u{200D}🐱"), ("🐱\u{AD}\u{200D}\u{200B}🐱", "🐱\u{200D}🐱"), ("क्\u{200D}ष", "क्ष"),
        // A composition that is no pictograph any more.
        ("🐱\u{200D}\u{2194}\u{AD}\u{0338}", "🐱\u{21AE}"),
    ])
    func otherJoinersGo(text: String, expected: String) throws {
        #expect(try scalars(TextNormalization.russian.normalize(text)) == scalars(expected))
    }

    // MARK: rudalle

    /// The characters that Python's `str.isspace` accepts.
    private static let pythonWhiteSpace =
        "\t\n\u{0B}\u{0C}\r\u{1C}\u{1D}\u{1E}\u{1F} \u{85}\u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}"
        + "\u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}"

    @Test func rudalleStripsWhatPythonStrips() throws {
        let stripped = Set(Self.pythonWhiteSpace.unicodeScalars)
        for scalar in allScalars {
            let isStripped = try TextNormalization.rudalle.normalize("\(scalar)а\(scalar)") == "а"
            #expect(isStripped == stripped.contains(scalar), "U+\(String(scalar.value, radix: 16))")
        }
        #expect(try TextNormalization.rudalle.normalize(Self.pythonWhiteSpace) == "")
    }

    /// Swift's own tables know the mapping of single scalars. Characters younger than ICU's Unicode version are left out, and sigma,
    /// which depends on what surrounds it.
    @Test func rudalleLowercasesEveryScalar() throws {
        for scalar in allScalars where scalar != "Σ" {
            guard let age = scalar.properties.age, (age.major, age.minor) <= (14, 0) else { continue }
            let lowercase = try TextNormalization.rudalle.normalize("x\(scalar)x")
            #expect(scalars(lowercase) == scalars("x\(scalar.properties.lowercaseMapping)x"), "U+\(String(scalar.value, radix: 16))")
        }
    }

    /// The Final_Sigma condition of the Unicode Standard, section 3.13.
    @Test(arguments: [
        ("Σ", "σ"), ("ΑΣ", "ας"), ("ΣΑ", "σα"), ("ΑΣΑ", "ασα"), ("ΑΣ Α", "ας α"), ("ΑΣ'Α", "ασ'α"), ("ΑΣ.", "ας."), ("1Σ", "1σ"),
        ("Α\u{AD}Σ", "α\u{AD}ς"), ("ΑΣΣ", "ασς"), (" ΟΔΟΣ ", "οδος"),
    ])
    func rudalleKnowsFinalSigma(text: String, expected: String) throws {
        #expect(try scalars(TextNormalization.rudalle.normalize(text)) == scalars(expected))
    }

    @Test func rudalleLeavesTheRest() throws {
        let text = "«е\u{0308}» —\u{A0}…  \u{FEFF}ﬁ\u{200D}"
        #expect(try scalars(TextNormalization.rudalle.normalize(text)) == scalars(text))
    }

    // MARK: both

    @Test(arguments: TextNormalization.allCases)
    func singleScalarsNormalizeOnce(normalization: TextNormalization) throws {
        for scalar in allScalars {
            try expectIdempotence(of: normalization, on: "а\(scalar)\u{0301} \(scalar)")
        }
    }

    @Test(arguments: TextNormalization.allCases, 0..<8 as Range<UInt64>)
    func randomTextsNormalizeOnce(normalization: TextNormalization, seed: UInt64) throws {
        let awkward = Array(
            "аЁΣİﬁ½ \u{A0}\u{AD}\u{200B}\u{200D}\u{200D}\u{FE0F}🐱🏽↔\u{0338}\u{0301}\u{0308}\u{0345}\u{0F71}«—\u{1100}\u{1161}\u{11A8}".unicodeScalars)
        var texts = RandomText(generator: SplitMix64(seed: seed), alphabet: awkward, strangeness: 0.2)
        for _ in 0..<2_000 {
            try expectIdempotence(of: normalization, on: texts.next(maximumLength: 30))
        }
    }

    @Test func longTextsThatGrow() throws {
        // NFKC makes eighteen characters of this one.
        let text = String(repeating: "\u{FDFA}", count: 10_000)
        #expect(try TextNormalization.russian.normalize(text).unicodeScalars.count == 180_000)
        #expect(try TextNormalization.rudalle.normalize(text) == text)
    }

    private func expectIdempotence(of normalization: TextNormalization, on text: String) throws {
        let once = try normalization.normalize(text)
        #expect(try scalars(normalization.normalize(once)) == scalars(once), "\(scalars(text))")
    }

    /// Every character there is; what is unassigned or for private use has no mappings.
    private var allScalars: some Sequence<Unicode.Scalar> {
        (0...0x10FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
            .filter { ![.unassigned, .privateUse].contains($0.properties.generalCategory) }
    }

    private func scalars(_ text: String) -> [Unicode.Scalar] {
        Array(text.unicodeScalars)
    }
}

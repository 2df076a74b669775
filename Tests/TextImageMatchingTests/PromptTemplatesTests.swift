import Testing
import TextImageMatching

@Suite("Prompt templates")
struct PromptTemplatesTests {
    @Test("ruCLIP's six wordings of a prompt, lower-cased and stripped")
    func ruCLIP() {
        #expect(
            PromptTemplates.ruCLIP.prompts(for: " \u{A0}Рыжий КОТ\n") == [
                "рыжий кот", "фото, на котором изображено рыжий кот", "изображение с рыжий кот", "картинка с рыжий кот",
                "фото с рыжий кот", "на фото видно рыжий кот",
            ])
    }

    @Test(
        "Lower case and white space are Python's",
        arguments: [
            ("ΟΔΟΣ", "οδος"), ("İ", "i\u{307}"), ("Ёж", "ёж"), ("\u{1C}a\u{1F}", "a"), ("\u{200B}a", "\u{200B}a"), ("\u{3000}", ""),
            ("a  b", "a  b"), ("\r\na\r\n", "a"),
        ])
    func cleaning(prompt: String, expected: String) {
        #expect(PromptTemplates.plain.prompts(for: prompt).map { Array($0.unicodeScalars) } == [Array(expected.unicodeScalars)])
    }

    @Test("A prompt is data: braces in it stay")
    func braces() throws {
        #expect(try PromptTemplates(["a {} b"]).prompts(for: "{} {0}") == ["a {} {0} b"])
    }

    @Test("Templates need exactly one place")
    func invalid() {
        #expect(throws: TextImageMatchingError.noTemplates) { try PromptTemplates([]) }
        #expect(throws: TextImageMatchingError.invalidTemplate("фото", places: 0)) { try PromptTemplates(["{}", "фото"]) }
        #expect(throws: TextImageMatchingError.invalidTemplate("{} {}", places: 2)) { try PromptTemplates(["{} {}"]) }
    }
}

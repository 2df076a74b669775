import TextToImage
import Testing

@Suite struct PromptFileTests {
    private func entries(_ text: String) throws(TextToImageError) -> [PromptEntry] {
        try PromptFile.entries(of: Array(text.utf8), named: "f")
    }

    @Test func aLineIsAPrompt() throws {
        let text = "\u{FEFF}рыжий кот\r\n\n-n 5\n# не примечание\n  {\"prompt\": 1}\n\n \n"
        let expected = ["рыжий кот", "", "-n 5", "# не примечание", "  {\"prompt\": 1}"]
        #expect(try entries(text) == expected.enumerated().map { PromptEntry(line: $0 + 1, prompt: $1) })
        #expect(try entries("кот") == [PromptEntry(line: 1, prompt: "кот")])
    }

    @Test func aLineMayBeAnObject() throws {
        var whole = PromptEntry(line: 3, prompt: "две\nстроки")
        (whole.candidates, whole.keep, whole.seed, whole.name) = (4, 2, .max, "{rank}")
        (whole.temperature, whole.topK, whole.topP, whole.guidance) = (0.5, 9, 1, 2)
        let text = """
            {"prompt": "кот"}

            {"prompt": "две\\nстроки", "candidates": 4, "keep": 2, "seed": 18446744073709551615, "temperature": 0.5, "top_k": 9, "top_p": 1, \
            "guidance": 2, "name": "{rank}"}
            """
        #expect(try entries(text) == [PromptEntry(line: 1, prompt: "кот"), whole])
    }

    @Test(arguments: [
        ("", 1, "it holds no prompt"), (" \n\t\n", 1, "it holds no prompt"),
        ("{\"prompt\": \"a\"}\nкот\n", 2, "it is not JSON"), ("{\"prompt\": \"a\"}\n[1]\n", 2, "it is no JSON object"),
    ])
    func otherLinesAreNamed(text: String, line: Int, reason: String) {
        #expect(throws: TextToImageError.badLine(path: "f", line: line, reason: reason)) { try entries(text) }
    }

    @Test(arguments: [
        ("{}", TextToImageError.missingKey(path: "f", line: 1, key: "prompt")),
        ("{\"prompt\": 1}", .wrongType(path: "f", line: 1, key: "prompt")),
        ("{\"prompt\": \"a\"}\n{\"prompt\": \"a\", \"candidates\": \"4\"}", .wrongType(path: "f", line: 2, key: "candidates")),
        ("{\"prompt\": \"a\", \"seed\": -1}", .outOfRange(path: "f", line: 1, key: "seed")),
    ])
    func otherValuesAreNamed(text: String, error: TextToImageError) {
        #expect(throws: error) { try entries(text) }
    }

    @Test func unknownKeysAreNamed() {
        #expect(throws: TextToImageError.unknownKey(path: "f", line: 2, key: "topk")) {
            try entries("{\"prompt\": \"a\"}\n{\"prompt\": \"a\", \"topk\": 1}")
        }
    }

    @Test func whatIsNotUTF8IsNamed() {
        #expect(throws: TextToImageError.badLine(path: "f", line: 2, reason: "it is not UTF-8")) {
            try PromptFile.entries(of: [0x61, 0x0A, 0xFF, 0x0A], named: "f")
        }
    }

    private func settings(seed: UInt64? = nil, pattern: String = FileNaming.standardPattern) -> PromptSettings {
        PromptSettings(
            request: GenerationRequest(prompt: "", candidates: 0..<2, seed: 0), seed: seed, keep: 2, pattern: pattern, folder: "f")
    }

    @Test(arguments: [
        ("candidates", "0"), ("candidates", "1025"), ("keep", "3"), ("keep", "0"), ("temperature", "0"), ("top_k", "-1"), ("top_p", "1.5"), ("guidance", "101"),
        ("name", "\"x\""), ("name", "\"../{rank}\""),
    ])
    func optionsThatCannotBeAreNamed(key: String, value: String) throws {
        let entries = try entries("{\"prompt\": \"кот\"}\n{\"prompt\": \"пёс\", \"\(key)\": \(value)}")
        #expect {
            try settings().validate(entries, file: "f")
        } throws: { error in
            if case TextToImageError.badLineOption("f", 2, key, _, _) = error { true } else { false }
        }
    }

    @Test func namesMustDiffer() throws {
        let twice = try entries("кот\nпёс\nкот!")
        #expect(throws: TextToImageError.linesCollide(path: "f", line: 3, otherLine: 1, file: "кот-7-all.json")) {
            try settings(seed: 7).validate(twice, file: "f")
        }
        #expect(throws: TextToImageError.linesCollide(path: "f", line: 2, otherLine: 1, file: "all.json")) {
            try settings(pattern: "{rank}").validate(twice, file: "f")
        }
        // Random seeds make two of one prompt.
        try settings().validate(twice, file: "f")
        // Empty prompts have no pictures.
        try settings(seed: 7).validate(entries("кот\n\nпёс\n \nлиса"), file: "f")
    }

    @Test func keptAreAsManyAsThereAre() throws {
        var settings = settings()
        settings.keep = 3
        try settings.validate(entries("{\"prompt\": \"кот\", \"candidates\": 4}\n{\"prompt\": \"пёс\"}"), file: "f")
        settings.keep = 0
        let one = try entries("кот")
        #expect(throws: TextToImageError.badOption(name: "--keep", value: "0", allowed: .atLeast(1))) { try settings.validate(one, file: "f") }
    }
}

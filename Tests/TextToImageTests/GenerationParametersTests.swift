import TextToImage
import Testing

@Suite struct GenerationParametersTests {
    @Test(arguments: [
        "рыжий кот", "a, b: c", "две строки\nSteps: 1, Seed: 2", "«кавычки» \"и\" \\", "кот\r\nSeed: 9", "",
    ])
    func whatIsWrittenIsReadBack(prompt: String) throws {
        let parameters = GenerationParameters(
            prompt: prompt,
            settings: [.init(key: "Seed", value: "7"), .init(key: "Sampler", value: "top-k 1, \"top-p\": 2\n"), .init(key: "Model", value: "лисицкий")])
        let read = try #require(GenerationParameters(text: parameters.text))
        #expect(read == parameters)
        #expect(read["Seed"] == "7")
    }

    @Test(arguments: ["", "no settings", "prompt\n", "prompt\nno colon here", "prompt\nKey: \"open"])
    func otherTextsAreNotSettings(text: String) {
        #expect(GenerationParameters(text: text) == nil)
    }
}

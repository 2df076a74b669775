import Testing

@Suite("Bad input ends in one sentence, the right exit code and nothing written", .serialized)
struct BadInputTests {
    @Test(arguments: BadInput.all, LubokRun.Language.allCases)
    func refused(_ input: BadInput, language: LubokRun.Language) throws {
        let bench = try BadInputBench()
        let arguments = try input.arguments(bench)
        let before = try bench.folder.names
        let run = try LubokRun(arguments, language: language)

        #expect(run.exitCode == input.exitCode)
        #expect(run.output.isEmpty)
        #expect(run.errorLines.count == 1, "\(run.errors)")
        #expect(run.errors.hasSuffix(".\n") && !run.errors.hasSuffix("..\n"), "\(run.errors)")
        #expect(run.errors.hasPrefix(language == .english ? "Error: " : "Ошибка: "), "\(run.errors)")
        for mention in input.mentions { #expect(run.errors.contains(mention), "\(run.errors)") }
        #expect(run.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(try bench.folder.names == before)
    }

    @Test("Russian sentences are Russian") func russian() throws {
        let run = try LubokRun(["generate", "", "--model", Fixtures.model.get().path], language: .russian)
        #expect(run.errors == "Ошибка: Описание пустое.\n")
    }
}

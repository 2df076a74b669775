import Foundation
import TestSupport
import Testing

@Suite("Help, version and completions", .serialized)
struct HelpTests {
    private static let commands = ["generate", "rank", "tokenize", "encode", "decode", "upscale", "cutout", "inspect", "model", "benchmark"]

    @Test(arguments: ["zsh", "bash", "fish"]) func completions(shell: String) throws {
        let run = try LubokRun(["--generate-completion-script", shell])
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
        for word in Self.commands + ["temperature", "candidates"] { #expect(run.output.contains(word), "\(word)") }
    }

    @Test func bashCanReadItsCompletions() throws {
        let folder = try TemporaryFolder()
        let script = try folder.write(Data(LubokRun(["--generate-completion-script", "bash"]).output.utf8), to: "lubok.bash")
        let bash = try Process.run(URL(filePath: "/bin/bash"), arguments: ["-n", script])
        bash.waitUntilExit()
        #expect(bash.terminationStatus == 0)
    }

    @Test func helpIsInTheLanguageOfTheLocale() throws {
        let english = try LubokRun(["--help"])
        let russian = try LubokRun(["--help"], language: .russian)
        #expect(english.exitCode == 0 && russian.exitCode == 0)
        #expect(english.output.contains("Paints pictures"))
        #expect(russian.output.contains("Рисует картинки"))
        for command in Self.commands { #expect(russian.output.contains(command)) }
        let generate = try LubokRun(["generate", "--help"], language: .russian)
        #expect(generate.output.contains("--temperature") && generate.output.contains("Сколько вариантов нарисовать"))
    }

    @Test func saysItsVersion() throws {
        let run = try LubokRun(["--version"])
        #expect(run.exitCode == 0)
        #expect(run.output.hasPrefix("lubok "))
    }

    @Test(arguments: [["generate"], ["paint"], ["generate", "кот", "--no-such-option"], ["generate", "кот", "-n", "много"]])
    func callsThatCannotBeReadAreUsageErrors(arguments: [String]) throws {
        let run = try LubokRun(arguments)
        #expect(run.exitCode == BadInput.usage)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("Error: "))
    }
}

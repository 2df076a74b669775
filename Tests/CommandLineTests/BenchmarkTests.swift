import Foundation
import TestSupport
import Testing

@Suite("lubok benchmark", .serialized)
struct BenchmarkTests {
    private static let tiny = "layers=2,width=64,heads=2,text=8,grid=4,words=40,codes=50"

    @Test func printsTheDocumentedObject() throws {
        let folder = try TemporaryFolder()
        let run = try LubokRun([
            "benchmark", "--model", Fixtures.model.get().path, "--part", "all,accuracy", "--precision", "float32", "--candidates", "2",
            "--positions", "1", "--steps", "1", "--repeats", "1", "--json", "--roofline", folder.path("roofs.svg"),
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let object = try run.object()
        // Precisions are compared with float32, not float32 with itself.
        let documented = try DocumentedFormat.keyPaths(after: "## The benchmark").filter { !$0.hasPrefix("accuracy") }
        #expect(DocumentedFormat.keyPaths(of: object) == documented)
        let parts = try #require(object["parts"] as? [[String: Any]])
        #expect(parts.compactMap { $0["part"] as? String } == ["open", "prefill", "step", "decode", "rank", "upscale"])
        #expect(try String(contentsOfFile: folder.path("roofs.svg"), encoding: .utf8).hasPrefix("<svg"))
    }

    @Test(arguments: LubokRun.Language.allCases) func printsATable(language: LubokRun.Language) throws {
        let run = try LubokRun(
            ["benchmark", "--shape", Self.tiny, "--part", "step,prefill", "--precision", "float32", "--positions", "0,9", "--threads", "1"],
            language: language)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains(language == .english ? "threads: 1" : "потоков: 1"))
        #expect(run.outputLines.count { $0.hasPrefix("step ") } == 4)
        #expect(run.outputLines.count { $0.hasPrefix("prefill ") } == 1)
        // One heading for all of them, as wide as the lines.
        let heading = try #require(run.outputLines.first { $0.contains(language == .english ? "share" : "доля") })
        #expect(run.outputLines.filter { $0.hasPrefix("step ") }.allSatisfy { $0.count == heading.count }, "\(run.output)")
    }
}

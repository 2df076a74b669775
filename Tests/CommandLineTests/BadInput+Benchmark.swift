import Foundation
import TestSupport

extension BadInput {
    static let benchmarks = [
        benchmark("--shape", "rembrandt", mentions: "rembrandt"),
        benchmark("--shape", "malevich,depth=3", mentions: "depth=3"),
        benchmark("--shape", "width=10,heads=3", mentions: "10"),
        benchmark("--shape", "grid=100000", mentions: "grid_side"),
        benchmark("--shape", "malevich", "--model", "lissitzky", mentions: "--shape"),
        benchmark("--positions", "0,5000", mentions: "--positions"),
        benchmark("--positions", "-1", mentions: "--positions"),
        benchmark("--candidates", "1,33", mentions: "--candidates"),
        benchmark("--candidates", "0", mentions: "--candidates"),
        benchmark("--steps", "0", mentions: "--steps"),
        benchmark("--repeats", "-1", mentions: "--repeats"),
        benchmark("--threads", "0", mentions: "--threads"),
        benchmark("--part", "accuracy", mentions: "--model"),
        benchmark("--part", "open,step", mentions: "--model"),
        benchmark("--model", "no-such-model", exitCode: noInput, mentions: "no-such-model"),
        BadInput(name: "existing roofline", exitCode: cannotCreate, mentions: ["roofs.svg"]) { bench in
            let path = try bench.folder.write(Data("mine".utf8), to: "roofs.svg")
            return ["benchmark", "--shape", "layers=1,width=16,heads=1,grid=2", "--part", "step", "--roofline", path]
        },
    ]

    /// A benchmark that is refused before anything is measured.
    private static func benchmark(_ arguments: String..., exitCode: Int32 = usage, mentions: String) -> BadInput {
        BadInput(name: "benchmark " + arguments.joined(separator: " "), exitCode: exitCode, mentions: [mentions]) { _ in
            ["benchmark"] + arguments
        }
    }
}

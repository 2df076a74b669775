import Foundation
import TestSupport

extension BadInput {
    static let imports: [BadInput] = [
        BadInput(name: "import of no file", exitCode: noInput, mentions: ["no/such/file"]) { _ in ["model", "import", "no/such/file"] },
        BadInput(name: "import of a picture", exitCode: badData, mentions: [".png"]) { _ in
            ["model", "import", try Fixtures.picture()]
        },
        BadInput(name: "import of an empty folder", exitCode: badData, mentions: ["empty"]) {
            try FileManager.default.createDirectory(atPath: $0.folder.path("empty"), withIntermediateDirectories: false)
            return ["model", "import", $0.folder.path("empty")]
        },
        importing("a transformer alone", exitCode: noInput, mentions: "vqgan.gumbelf8-sber.model.ckpt") { [$0.transformer] },
        importing("no vocabulary", exitCode: noInput, mentions: "bpe.model") { [$0.transformer, $0.codec, "--heads", "\($0.heads)"] },
        importing("heads that nothing tells", exitCode: usage, mentions: "--heads") { [$0.transformer, $0.codec, $0.vocabulary] },
        importing("heads that do not divide", exitCode: badData, mentions: "7") {
            [$0.transformer, $0.codec, $0.vocabulary, "--heads", "7"]
        },
        importing("a ruCLIP without its configuration", exitCode: noInput, mentions: "config.json") {
            [$0.transformer, $0.codec, $0.vocabulary, $0.matcher[2], "--heads", "\($0.heads)"]
        },
        importing("a name that is a path", exitCode: usage, mentions: "a/b") { $0.all + ["--heads", "\($0.heads)", "--as", "a/b"] },
        BadInput(name: "import: two codecs", exitCode: usage, mentions: ["second.ckpt"]) {
            let files = try ReleasedFiles(Fixtures.golden.get())
            try FileManager.default.copyItem(atPath: files.codec, toPath: $0.folder.path("second.ckpt"))
            return ["model", "import", files.transformer, files.codec, files.vocabulary, $0.folder.path("second.ckpt")]
        },
        BadInput(name: "import: a truncated transformer", exitCode: badData, mentions: ["half.bin"]) {
            let files = try ReleasedFiles(Fixtures.golden.get())
            let whole = try Data(contentsOf: URL(filePath: files.transformer))
            return ["model", "import", try $0.folder.write(whole.prefix(whole.count / 2), to: "half.bin"), files.codec, files.vocabulary]
        },
        BadInput(name: "import: a folder that is there", exitCode: cannotCreate, mentions: ["taken"]) {
            let files = try ReleasedFiles(Fixtures.golden.get())
            let taken = try $0.folder.write(Data(), to: "taken")
            return ["model", "import"] + files.all + ["--heads", "\(files.heads)", "-o", taken]
        },
        BadInput(name: "pull of no model", exitCode: usage, mentions: ["rembrandt", "malevich"]) { _ in ["model", "pull", "rembrandt"] },
        BadInput(name: "pull into a folder that is there", exitCode: cannotCreate, mentions: ["taken"]) {
            ["model", "pull", "malevich", "-o", try $0.folder.write(Data(), to: "taken")]
        },
        BadInput(name: "pull into a file as a folder", exitCode: cannotCreate, mentions: ["taken"]) {
            ["model", "pull", "malevich", "-o", try $0.folder.write(Data(), to: "taken") + "/"]
        },
        BadInput(name: "pull under a name that is a path", exitCode: usage, mentions: ["a/b"]) { _ in
            ["model", "pull", "malevich", "--as", "a/b"]
        },
        BadInput(name: "pull with no heads", exitCode: usage, mentions: ["--heads"]) { _ in ["model", "pull", "malevich", "--heads", "0"] },
        BadInput(name: "removal of no model", exitCode: noInput, mentions: ["no-such-model"]) { _ in ["model", "remove", "no-such-model"] },
        BadInput(name: "removal of what is no model", exitCode: noInput, mentions: ["folder"]) {
            try FileManager.default.createDirectory(atPath: $0.folder.path("folder"), withIntermediateDirectories: false)
            return ["model", "remove", $0.folder.path("folder")]
        },
        BadInput(name: "removal of a model elsewhere", exitCode: usage, mentions: []) {
            ["model", "remove", try $0.changedModel().path]
        },
        BadInput(name: "removal of the shipped model", exitCode: usage, mentions: ["lissitzky", "--force"]) { _ in
            ["model", "remove", "lissitzky"]
        },
    ]

    private static func importing(
        _ name: String, exitCode: Int32, mentions: String, arguments: @escaping @Sendable (ReleasedFiles) -> [String]
    ) -> BadInput {
        BadInput(name: "import: \(name)", exitCode: exitCode, mentions: [mentions]) { bench in
            ["model", "import"] + arguments(try ReleasedFiles(Fixtures.golden.get())) + ["-o", bench.folder.path("model")]
        }
    }
}

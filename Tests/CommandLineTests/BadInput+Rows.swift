import Foundation
import TestSupport

extension BadInput {
    static let options = [
        options("--temperature", "0", mentions: "--temperature"),
        options("--temperature", "-1", mentions: "--temperature"),
        options("--temperature", "NaN", mentions: "--temperature"),
        options("--temperature", "inf", mentions: "--temperature"),
        options("--top-k", "-1", mentions: "--top-k"),
        options("--top-p", "0", mentions: "--top-p"),
        options("--top-p", "2", mentions: "--top-p"),
        options("--top-p", "NaN", mentions: "--top-p"),
        options("--guidance", "-1", mentions: "--guidance"),
        options("--guidance", "NaN", mentions: "--guidance"),
        options("-n", "0", mentions: "--candidates"),
        options("-n", "-1", mentions: "--candidates"),
        options("-n", "1000000", mentions: "--candidates"),
        options("-n", "9223372036854775807", mentions: "--candidates"),
        options("--keep", "0", mentions: "--keep"),
        options("--keep", "2", mentions: "--keep"),
        options("--grid", "0", mentions: "--grid"),
        options("--upscale", "3", mentions: "--upscale"),
        options("--upscale", "-2", mentions: "--upscale"),
        options("--seed", "-2", mentions: "--seed"),
        options("--threads", "0", mentions: "--threads"),
        options("--threads", "1000000", mentions: "--threads"),
        options("--name", "picture", mentions: "--name"),
        options("--name", "../{rank}", mentions: "--name"),
        options("--name", "a\nb", mentions: "--name"),
        options("--no-rank", "--rank-by", "clip", mentions: "--rank-by"),
        options("--preview-every", "0", mentions: "--preview-every"),
        options("--prompt-file", "-", mentions: "<prompt>"),
        BadInput(name: "empty prompt", exitCode: usage, mentions: []) { try $0.generation(of: "") },
        BadInput(name: "prompt of white space", exitCode: usage, mentions: []) { try $0.generation(of: " \t\n\u{A0} ") },
    ]

    static let models: [[BadInput]] = [
        [
            BadInput(name: "no model folder", exitCode: noInput, mentions: ["no/such/model"]) {
                try $0.generation(of: "кот", model: "no/such/model")
            },
            BadInput(name: "no model of that name", exitCode: noInput, mentions: ["no-such-model"]) {
                try $0.generation(of: "кот", model: "no-such-model")
            },
            BadInput(name: "a file of the model is missing", exitCode: noInput, mentions: [ToyModelFolder.File.codec.rawValue]) {
                let model = try $0.changedModel()
                try FileManager.default.removeItem(atPath: model.path(of: .codec))
                return try $0.generation(of: "кот", model: model.path)
            },
            BadInput(name: "a file of the model has another size", exitCode: badData, mentions: [ToyModelFolder.File.codec.rawValue]) {
                let model = try $0.changedModel()
                try model.overwrite(.codec, with: model.contents(of: .codec).dropLast())
                return try $0.generation(of: "кот", model: model.path)
            },
        ],
        model("truncated safetensors", .transformer, commands: [.generate, .inspect]) {
            try $0.safetensors(of: .transformer).dropLast(1000)
        },
        model("header beyond the file", .transformer, commands: [.generate, .inspect]) { _ in HostileFiles.headerBeyondFile },
        model("overlapping offsets", .codec, mentions: ["b"], commands: [.generate, .inspect]) { _ in HostileFiles.overlap },
        model("shape × type overflow", .matcher, mentions: ["a"], commands: [.generate, .inspect]) { _ in HostileFiles.shapeOverflow },
        model("pickle with a foreign global", .codec, mentions: ["os.system"], commands: [.generate, .inspect]) { _ in
            HostileFiles.pickle(naming: (module: "os", name: "system"))
        },
        model("truncated zip", .transformer, commands: [.generate, .inspect]) {
            let whole = try $0.contents(of: .transformer)
            return whole.prefix(whole.count / 2)
        },
        model("empty file", .transformer, commands: [.generate, .inspect]) { _ in Data() },
        model("wrong shape", .transformer, mentions: ["image_embeddings.weight"]) {
            try $0.safetensors(of: .transformer, flattening: "image_embeddings.weight")
        },
        model("missing key", .transformer, mentions: ["image_embeddings.weight"]) {
            try $0.safetensors(of: .transformer, without: "image_embeddings.weight")
        },
        model("id out of range", .vocabulary, commands: [.generate, .tokenize, .inspect]) {
            var lines = String(decoding: try $0.contents(of: .vocabulary), as: UTF8.self).split(separator: "\n")
            lines[1] = lines[1].prefix { $0 != " " } + " 999999"
            return Data(lines.joined(separator: "\n").utf8)
        },
        model("invalid UTF-8", .vocabulary, commands: [.generate, .tokenize, .inspect]) {
            try $0.contents(of: .vocabulary) + Data([0xFF, 0xFE])
        },
    ]

    static let outputs = [
        BadInput(name: "output folder below a file", exitCode: cannotCreate, mentions: ["file/out"]) {
            try $0.folder.write(Data("x".utf8), to: "file")
            return try $0.generation(of: "кот") + ["-o", $0.folder.path("file/out")]
        },
        BadInput(name: "output folder in /proc", exitCode: cannotCreate, mentions: ["/proc/lubok"]) {
            try $0.generation(of: "кот") + ["-o", "/proc/lubok"]
        },
        BadInput(name: "existing picture", exitCode: cannotCreate, mentions: ["1.png", "--force"]) {
            try $0.folder.write(Data("mine".utf8), to: "1.png")
            return try $0.generation(of: "кот") + ["--name", "{rank}"]
        },
        BadInput(name: "existing codes", exitCode: cannotCreate, mentions: ["codes.json"]) {
            let codes = try $0.folder.write(Data("mine".utf8), to: "codes.json")
            return try ["encode", Fixtures.picture(), "--model", Fixtures.model.get().path, "-o", codes]
        },
        BadInput(name: "codes in /proc", exitCode: inputOutput, mentions: ["/proc/lubok"]) { _ in
            try ["encode", Fixtures.picture(), "--model", Fixtures.model.get().path, "-o", "/proc/lubok"]
        },
        BadInput(name: "codes that are none", exitCode: badData, mentions: ["codes.json"]) {
            let codes = try $0.folder.write(Data("{}".utf8), to: "codes.json")
            return try ["decode", codes, "--model", Fixtures.model.get().path, "-o", $0.folder.path("a.png")]
        },
        BadInput(name: "codes outside of the codebook", exitCode: badData, mentions: ["123456"]) {
            let json = #"{"format": 1, "width": 1, "height": 1, "codes": [123456]}"#
            let codes = try $0.folder.write(Data(json.utf8), to: "codes.json")
            return try ["decode", codes, "--model", Fixtures.model.get().path, "-o", $0.folder.path("a.png")]
        },
    ]

    static let pictures: [[BadInput]] = [
        picture("picture of 60,000 × 60,000") { HostileFiles.png(width: 60_000, height: 60_000) },
        picture("truncated picture") {
            let whole = try Data(contentsOf: URL(filePath: Fixtures.picture()))
            return whole.prefix(whole.count / 2)
        },
        picture("no picture", exitCode: noInput, contents: nil),
    ]

    static let cutouts = [
        BadInput(name: "a net's mask of a model without one", exitCode: usage, mentions: [ToyModelFolder.name]) {
            try $0.generation(of: "кот") + ["--cutout", "unet"]
        },
        BadInput(name: "a cut-out by a net of a model without one", exitCode: usage, mentions: [ToyModelFolder.name]) {
            try ["cutout", Fixtures.picture(), "--method", "unet", "--model", Fixtures.model.get().path, "-o", $0.folder.path("a.png")]
        },
        BadInput(name: "an existing cut-out", exitCode: cannotCreate, mentions: ["a.png"]) {
            let file = try $0.folder.write(Data("mine".utf8), to: "a.png")
            // Found before the model is.
            return try ["cutout", Fixtures.picture(), "--model", "no-such-model", "-o", file]
        },
        BadInput(name: "an existing cut-out of a generation", exitCode: cannotCreate, mentions: ["1-cutout.png", "--force"]) {
            try $0.folder.write(Data("mine".utf8), to: "1-cutout.png")
            return try $0.generation(of: "кот") + ["--name", "{rank}", "--cutout", "contour"]
        },
    ]

    static let promptFiles = [
        promptFile("unknown key", "{\"prompt\": \"кот\"}\n{\"prompt\": \"кот\", \"colour\": \"red\"}", mentions: "2", "colour"),
        promptFile("option that cannot be", "{\"prompt\": \"кот\", \"top_p\": 2}", mentions: "1", "top_p"),
        promptFile("option of another type", "{\"prompt\": \"кот\", \"seed\": \"7\"}", mentions: "1", "seed"),
        promptFile("option that is missing", "{\"prompt\": \"кот\"}\n{\"seed\": 7}", mentions: "2", "prompt"),
        promptFile("number out of range", "{\"prompt\": \"кот\", \"seed\": -1}", mentions: "1", "seed"),
        promptFile("lines of the same names", "{\"prompt\": \"кот\", \"seed\": 7}\n{\"prompt\": \"кот!\", \"seed\": 7}", mentions: "2", "кот-7"),
        promptFile("no prompt at all", "\n \n", mentions: "prompts.txt"),
        promptFile("control characters in a key", "{\"prompt\": \"кот\", \"\\u001b[2J\": 1}", mentions: "u{1b}"),
        BadInput(name: "prompt file that is not there", exitCode: noInput, mentions: ["no-prompts.txt"]) {
            try ["generate", "--prompt-file", $0.folder.path("no-prompts.txt"), "--model", Fixtures.model.get().path, "-o", $0.folder.path]
        },
        BadInput(name: "prompt file that is a folder", exitCode: noInput, mentions: []) {
            try ["generate", "--prompt-file", $0.folder.path, "--model", Fixtures.model.get().path, "-o", $0.folder.path]
        },
        BadInput(name: "standard input without a prompt", exitCode: badData, mentions: []) {
            try ["generate", "--prompt-file", "-", "--model", Fixtures.model.get().path, "-o", $0.folder.path]
        },
        BadInput(name: "clip of a model without a matcher", exitCode: usage, mentions: ["--rank-by"]) {
            let model = try $0.changedModel()
            let path = URL(filePath: model.path + "/model.json")
            var manifest = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any] ?? [:]
            manifest["matching"] = nil
            try JSONSerialization.data(withJSONObject: manifest).write(to: path)
            return try $0.generation(of: "кот", model: model.path) + ["--rank-by", "clip"]
        },
    ]

    /// What stands under the name of a file and is none: whoever waits for it, or reads all of it, never comes back.
    static let strangeFiles = [
        BadInput(name: "manifest that is a pipe", exitCode: noInput, mentions: ["model.json"]) {
            let model = try $0.changedModel()
            try FileManager.default.removeItem(atPath: model.path + "/model.json")
            mkfifo(model.path + "/model.json", 0o600)
            return try $0.generation(of: "кот", model: model.path)
        },
        BadInput(name: "manifest that is a device", exitCode: noInput, mentions: ["model.json"]) {
            let model = try $0.changedModel()
            try FileManager.default.removeItem(atPath: model.path + "/model.json")
            try FileManager.default.createSymbolicLink(atPath: model.path + "/model.json", withDestinationPath: "/dev/zero")
            return ["tokenize", "кот", "--model", model.path]
        },
        BadInput(name: "weights that are a pipe", exitCode: badData, mentions: [ToyModelFolder.File.codec.rawValue]) {
            let model = try $0.changedModel()
            try FileManager.default.removeItem(atPath: model.path(of: .codec))
            mkfifo(model.path(of: .codec), 0o600)
            return try $0.generation(of: "кот", model: model.path)
        },
        BadInput(name: "weights that are a link out of the folder", exitCode: badData, mentions: [ToyModelFolder.File.codec.rawValue]) {
            let model = try $0.changedModel()
            try FileManager.default.removeItem(atPath: model.path(of: .codec))
            try FileManager.default.createSymbolicLink(atPath: model.path(of: .codec), withDestinationPath: Fixtures.model.get().path(of: .codec))
            return try $0.generation(of: "кот", model: model.path)
        },
        BadInput(name: "model that is a device", exitCode: noInput, mentions: ["/dev/zero"]) {
            try $0.generation(of: "кот", model: "/dev/zero")
        },
        BadInput(name: "model.json that names a file elsewhere", exitCode: badData, mentions: ["../passwords"]) {
            let model = try $0.changedModel()
            let path = URL(filePath: model.path + "/model.json")
            let manifest = try String(contentsOf: path, encoding: .utf8)
            try manifest.replacing(ToyModelFolder.File.codec.rawValue, with: "../passwords").write(to: path, atomically: true, encoding: .utf8)
            return try $0.generation(of: "кот", model: model.path)
        },
        BadInput(name: "model.json of 100,000 lists in one another", exitCode: badData, mentions: ["model.json"]) {
            let model = try $0.changedModel()
            let text = "{\"format\": 1, \"name\": " + String(repeating: "[", count: 100_000)
            try Data(text.utf8).write(to: URL(filePath: model.path + "/model.json"))
            return try $0.generation(of: "кот", model: model.path)
        },
        BadInput(name: "codes of 100,000 lists in one another", exitCode: badData, mentions: ["codes.json"]) {
            let codes = try $0.folder.write(Data(String(repeating: "[", count: 100_000).utf8), to: "codes.json")
            return try ["decode", codes, "--model", Fixtures.model.get().path, "-o", $0.folder.path("a.png")]
        },
        promptFile("100,000 lists in one another", "{\"prompt\": " + String(repeating: "[", count: 100_000), mentions: "prompts.txt"),
        BadInput(name: "inspect a pipe", exitCode: noInput, mentions: ["pipe"]) {
            mkfifo($0.folder.path("pipe"), 0o600)
            return ["inspect", $0.folder.path("pipe")]
        },
        BadInput(name: "inspect a device", exitCode: noInput, mentions: ["/dev/zero"]) { _ in ["inspect", "/dev/zero"] },
    ]

    /// A file of prompts of which nothing is painted.
    private static func promptFile(_ name: String, _ text: String, mentions: String...) -> BadInput {
        BadInput(name: "prompt file: \(name)", exitCode: badData, mentions: mentions) {
            let path = try $0.folder.write(Data(text.utf8), to: "prompts.txt")
            return try ["generate", "--prompt-file", path, "--model", Fixtures.model.get().path, "-o", $0.folder.path]
        }
    }

    static let all = promptFiles + strangeFiles + options + models.joined() + outputs + pictures.joined() + benchmarks + compositions + imports + cutouts
}

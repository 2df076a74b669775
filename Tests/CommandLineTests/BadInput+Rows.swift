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
        options("--seed", "-2", mentions: "--seed"),
        options("--threads", "0", mentions: "--threads"),
        options("--threads", "1000000", mentions: "--threads"),
        options("--name", "picture", mentions: "--name"),
        options("--name", "../{rank}", mentions: "--name"),
        options("--name", "a\nb", mentions: "--name"),
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
            return try ["cutout", Fixtures.picture(), "--method", "contour", "-o", file]
        },
        BadInput(name: "an existing cut-out of a generation", exitCode: cannotCreate, mentions: ["1-cutout.png", "--force"]) {
            try $0.folder.write(Data("mine".utf8), to: "1-cutout.png")
            return try $0.generation(of: "кот") + ["--name", "{rank}", "--cutout", "contour"]
        },
    ]

    static let all = options + models.joined() + outputs + pictures.joined() + cutouts + benchmarks
}

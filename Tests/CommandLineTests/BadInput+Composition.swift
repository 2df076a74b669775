import Foundation
import Images
import TestSupport

/// Pictures to start from and shapes that cannot be.
extension BadInput {
    static let compositions: [BadInput] =
        [
            options("--aspect", "0:1", mentions: "--aspect"),
            options("--aspect", "0", mentions: "--aspect"),
            options("--aspect", "1:0", mentions: "--aspect"),
            options("--aspect", "-3:2", mentions: "--aspect"),
            options("--aspect", "1000:1", mentions: "--aspect"),
            options("--aspect", "nan:1", mentions: "--aspect"),
            options("--aspect", "3:2:1", mentions: "--aspect"),
            options("--size", "0x0", mentions: "--size"),
            options("--size", "256", mentions: "--size"),
            options("--size", "99999999999999999999x1", mentions: "--size"),
            options("--size", "1001x1001", mentions: "1001×1001"),
            options("--size", "67x65", mentions: "67×65"),
            options("--aspect", "3:2", "--size", "96x64", mentions: "--size"),
            options("--aspect-method", "rudalle", mentions: "--aspect"),
            options("--aspect", "3:2", "--aspect-method", "magic", mentions: "--aspect-method"),
            options("--border", "up=4", mentions: "--image-prompt"),
            options("--mask", "mask.png", mentions: "--image-prompt"),
            options("--no-paste", mentions: "--image-prompt"),
            options("--crop-first", mentions: "--border"),
            started("border larger than the grid", mentions: ["up=1000000"], "--border", "up=1000000"),
            started("border less than nothing", mentions: ["left=-1"], "--border", "left=-1"),
            started("border of another side", mentions: ["--border"], "--border", "top=1"),
            started("border that is no border", mentions: ["--border"], "--border", "up"),
            started("border named twice", mentions: ["--border"], "--border", "up=1,up=2"),
            started(
                "picture for rudalle's wide pictures", mentions: ["--image-prompt", "--aspect-method rudalle"], "--border", "up=1", "--aspect", "2:1",
                "--aspect-method", "rudalle"),
            started("border and mask", mentions: ["--mask"], "--border", "up=1", "--mask", "mask.png"),
            started("nothing said of what to keep", mentions: ["start.png"]),
            masked("mask of another size", mentions: ["mask.png", "3×5"]) { _ in Image(width: 3, height: 5, filledWith: .white) },
            masked("mask that keeps everything", mentions: ["start.png"]) {
                Image(width: $0.width, height: $0.height, filledWith: .black)
            },
            BadInput(name: "too many candidates of several pictures", exitCode: usage, mentions: ["--candidates", "600", "512"]) { bench in
                let picture = try startPicture(bench)
                let twice = ["--image-prompt", picture, "--image-prompt", picture, "--border", "up=1"]
                return try ["generate", "кот", "-n", "600", "--model", Fixtures.model.get().path, "-o", bench.folder.path] + twice
            },
        ]
        + foreignPicture("picture to start from of 60,000 × 60,000") { HostileFiles.png(width: 60_000, height: 60_000) }
        + foreignPicture("picture to start from that is none") { Data("no picture".utf8) }
        + foreignPicture("no picture to start from", exitCode: noInput, contents: nil)

    /// A generation that starts from a sound picture, `start.png`.
    private static func started(_ name: String, mentions: [String], _ options: String...) -> BadInput {
        BadInput(name: name, exitCode: usage, mentions: mentions) { bench in
            try bench.generation(of: "кот") + ["--image-prompt", startPicture(bench)] + options
        }
    }

    /// The same with a mask.
    private static func masked(_ name: String, mentions: [String], mask: @escaping @Sendable (Image) -> Image) -> BadInput {
        BadInput(name: name, exitCode: badData, mentions: mentions) { bench in
            let picture = try startPicture(bench)
            let path = bench.folder.path("mask.png")
            try PNGWriter.write(mask(PNGReader.read(path: picture).image), to: path)
            return try bench.generation(of: "кот") + ["--image-prompt", picture, "--mask", path]
        }
    }

    /// A file that cannot be read, as the picture and as the mask.
    private static func foreignPicture(
        _ name: String, exitCode: Int32 = badData, contents: (@Sendable () throws -> Data)?
    ) -> [BadInput] {
        ["picture", "mask"].map { role in
            BadInput(name: "\(name): \(role)", exitCode: exitCode, mentions: ["stranger.png"]) { bench in
                if let contents { try bench.folder.write(contents(), to: "stranger.png") }
                let stranger = bench.folder.path("stranger.png")
                let options =
                    role == "picture"
                    ? ["--image-prompt", stranger, "--border", "up=1"] : ["--image-prompt", try startPicture(bench), "--mask", stranger]
                return try bench.generation(of: "кот") + options
            }
        }
    }

    private static func startPicture(_ bench: BadInputBench) throws -> String {
        try bench.folder.write(Data(contentsOf: URL(filePath: Fixtures.picture())), to: "start.png")
    }
}

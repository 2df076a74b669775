import Checkpoints
import ForegroundSegmentation
import Foundation
import Images
import TestSupport
import Testing
import TextToImage

@Suite struct ModelFolderTests {
    private func folder(changing change: (inout [String: Any]) throws -> Void) throws -> ToyModelFolder {
        let folder = try ToyModelFolder(GoldenCase.all(kind: "pipeline")[0])
        let path = URL(filePath: folder.path).appending(path: ModelFolder.manifestName)
        var manifest = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        try change(&manifest)
        try JSONSerialization.data(withJSONObject: manifest).write(to: path)
        return folder
    }

    /// The place in the manifest that opening the folder complains of.
    private func complaint(_ change: (inout [String: Any]) throws -> Void) throws -> String? {
        let folder = try folder(changing: change)
        do {
            _ = try ModelFolder(path: folder.path)
            return nil
        } catch TextToImageError.badManifest(let path, let place, _) {
            #expect(path == folder.path + "/" + ModelFolder.manifestName)
            return place
        }
    }

    private static func setting(_ value: Any, at keys: String..., in manifest: inout [String: Any]) throws {
        if keys.count == 1 {
            manifest[keys[0]] = value
            return
        }
        var section = try #require(manifest[keys[0]] as? [String: Any])
        section[keys[1]] = value
        manifest[keys[0]] = section
    }

    @Test func aWholeFolderOpens() throws {
        #expect(try complaint { _ in } == nil)
    }

    @Test func everyMistakeIsNamedByItsPlace() throws {
        #expect(try complaint { try Self.setting([String](), at: "transformer", "files", in: &$0) } == "transformer.files")
        #expect(try complaint { try Self.setting([String](), at: "codec", "files", in: &$0) } == "codec.files")
        #expect(try complaint { try Self.setting([String](), at: "matching", "files", in: &$0) } == "matching.files")
        #expect(try complaint { $0["segmentation"] = ["files": [String](), "config": Self.emojich] as [String: Any] } == "segmentation.files")
        #expect(try complaint { $0["segmentation"] = ["files": ["a"]] } == "segmentation.config")
        #expect(try complaint { try Self.setting(["no place for it"], at: "matching", "templates", in: &$0) } == "matching.templates")
        #expect(try complaint { try Self.setting("beauty", at: "matching", "ranked_by", in: &$0) } == "matching.ranked_by")
        #expect(try complaint { try Self.setting(7.0, at: "sampling", "top_p", in: &$0) } == "sampling")
        #expect(try complaint { try Self.setting("klingon", at: "text", "normalization", in: &$0) } == "text.normalization")
        #expect(try complaint { $0["codec"] = nil } == "codec")
    }

    @Test func upscalersAreCheckedLikeTheOtherParts() throws {
        func upscaler(_ files: [String], scale: Int = 2) -> [String: Any] {
            ["files": files, "config": ["scale": scale, "features": 8, "blocks": 1, "growth": 4]]
        }
        let file = ToyModelFolder.File.codec.rawValue
        #expect(try complaint { $0["upscalers"] = [upscaler([file]), upscaler([file], scale: 4)] } == nil)
        #expect(try complaint { $0["upscalers"] = [upscaler([file]), upscaler([])] } == "upscalers.1.files")
        #expect(try complaint { $0["upscalers"] = [upscaler([file]), upscaler([file])] } == "upscalers.1.config.scale")
        #expect(try complaint { $0["upscalers"] = [upscaler(["no-such-file"])] } == "files")
        #expect(try complaint { $0["upscalers"] = [upscaler([file], scale: 3)] }?.hasPrefix("upscalers.") == true)
        let folder = try folder { $0["upscalers"] = [upscaler(["../\(file)"])] }
        #expect(throws: TextToImageError.fileOutsideFolder(path: folder.path + "/model.json", name: "../\(file)")) {
            try ModelFolder(path: folder.path)
        }
        // The codec's weights are not an upscaler's.
        let toy = try self.folder { $0["upscalers"] = [upscaler([file])] }
        let other = try ModelFolder(path: toy.path)
        #expect(throws: (any Error).self) { try other.upscaler(scale: 2) }
        #expect(throws: TextToImageError.noUpscaler(model: ToyModelFolder.name, scale: 8, scales: [2])) { try other.upscaler(scale: 8) }
    }

    private static var emojich: [String: Any] {
        [
            "encoder": ["width_coefficient": 1.6, "depth_coefficient": 2.2], "decoder_channels": [256, 128, 64, 32, 16],
            "picture_side": 512,
        ]
    }

    /// A folder with the net of a reference case, or with some of its settings changed.
    private func folderWithNet(changing change: (inout [String: Any]) -> Void = { _ in }) throws -> ToyModelFolder {
        let golden = try #require(GoldenCase.all(kind: "segmentation").first)
        let json = try #require(JSONSerialization.jsonObject(with: golden.json) as? [String: Any])
        var config = try #require(json["config"] as? [String: Any])
        change(&config)
        let weights = try Data(contentsOf: golden.folder.appending(path: #require(json["checkpoint"] as? String)))
        let folder = try folder { manifest in
            var files = try #require(manifest["files"] as? [String: Any])
            files["net.bin"] = ["size": weights.count, "sha256": "not looked at"] as [String: Any]
            manifest["files"] = files
            manifest["segmentation"] = ["files": ["net.bin"], "config": config] as [String: Any]
        }
        try weights.write(to: URL(filePath: folder.path).appending(path: "net.bin"))
        return folder
    }

    @Test func aModelMayCutPicturesOut() throws {
        let folder = try folderWithNet()
        let picture = Image(width: 30, height: 20, filledWith: .white)
        let cutout = try ModelFolder(path: folder.path).cutter(.unet).cut(picture)
        #expect(cutout.method == .unet && cutout.image.width == 30)
        // Random weights are sure of nothing.
        #expect(try ModelFolder(path: folder.path).cutter(.auto).cut(picture).method == .contour)

        let shallower = try folderWithNet { $0["encoder"] = ["width_coefficient": 0.125, "depth_coefficient": 1.0] }
        #expect(throws: CheckpointError.self) { try ModelFolder(path: shallower.path).cutter(.auto) }
    }

    @Test func aModelWithoutANetCutsAlongContours() throws {
        let folder = try folder { _ in }
        let model = try ModelFolder(path: folder.path)
        #expect(throws: TextToImageError.noSegmentation(model: ToyModelFolder.name)) { try model.cutter(.unet) }
        let picture = Image(width: 30, height: 20, filledWith: .black)
        #expect(try model.cutter(.auto).cut(picture) == model.cutter(.contour).cut(picture))
    }

    @Test func aNewerFormatIsNamedAsSuch() throws {
        let folder = try folder { $0 = ["format": 99] }
        #expect(throws: TextToImageError.unsupportedFormat(path: folder.path + "/model.json", found: 99, supported: 1)) {
            try ModelFolder(path: folder.path)
        }
    }

    @Test func filesStayInTheFolder() throws {
        for name in ["../transformer.weights", "/etc/passwd", "a/b", "..", ""] {
            let folder = try folder { try Self.setting([name], at: "transformer", "files", in: &$0) }
            #expect(throws: TextToImageError.fileOutsideFolder(path: folder.path + "/model.json", name: name)) {
                try ModelFolder(path: folder.path)
            }
        }
    }

    @Test func partsMustFitTogether() throws {
        let folder = try folder { manifest in
            var text = try #require(manifest["text"] as? [String: Any])
            text["length"] = try #require(text["length"] as? Int) + 1
            manifest["text"] = text
        }
        #expect {
            try TextToImagePipeline(folder: ModelFolder(path: folder.path))
        } throws: { error in
            if case TextToImageError.inconsistentModel(folder.path, _) = error { true } else { false }
        }
    }
}

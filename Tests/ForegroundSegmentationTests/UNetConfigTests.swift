import ForegroundSegmentation
import Foundation
import Testing

@Suite struct UNetConfigTests {
    private static let emojich = #"""
        {"encoder": {"width_coefficient": 1.6, "depth_coefficient": 2.2}, "decoder_channels": [256, 128, 64, 32, 16], "picture_side": 512}
        """#

    private func config(replacing old: String = "", with new: String = "") throws -> UNetConfig {
        try JSONDecoder().decode(UNetConfig.self, from: Data(Self.emojich.replacing(old.isEmpty ? "\u{0}" : old, with: new).utf8))
    }

    @Test func readsAndWritesWhatManifestsHold() throws {
        #expect(try config() == .emojich)
        let written = try JSONEncoder().encode(UNetConfig.emojich)
        #expect(try JSONDecoder().decode(UNetConfig.self, from: written) == .emojich)
    }

    @Test func aTableOfStagesMayBeGiven() throws {
        let stages = #"""
            "depth_coefficient": 1, "stages": [{"repeats": 1, "kernel": 3, "stride": 2, "expansion": 1, "channels": 16},
            {"repeats": 2, "kernel": 5, "stride": 2, "expansion": 4, "channels": 24}]
            """#
        let config = try JSONDecoder().decode(
            UNetConfig.self,
            from: Data(
                Self.emojich.replacing(#""depth_coefficient": 2.2"#, with: stages).replacing("[256, 128, 64, 32, 16]", with: "[8, 8, 8]").utf8))
        #expect(config.encoder.stages.count == 2 && config.encoder.stages[1].kernel == 5)
        let written = try JSONEncoder().encode(config)
        #expect(try JSONDecoder().decode(UNetConfig.self, from: written) == config)
    }

    @Test(arguments: [
        (#""width_coefficient": 1.6"#, #""width_coefficient": 0"#, "width_coefficient"),
        (#""depth_coefficient": 2.2"#, #""depth_coefficient": 1e9"#, "depth_coefficient"),
        (#""depth_coefficient": 2.2"#, #""depth_coefficient": 1, "stages": []"#, "stages"),
        (
            #""depth_coefficient": 2.2"#,
            #""depth_coefficient": 1, "stages": [{"repeats": 1, "kernel": 3, "stride": 1, "expansion": 1, "channels": 8}]"#, "stride"
        ),
        ("256, ", "", "decoder_channels"),
        ("256, ", "-1, ", "decoder_channels"),
        ("512", "500", "picture_side"),
        ("512", "0", "picture_side"),
        ("512", "1048576", "picture_side"),
    ])
    func everyMistakeIsNamed(old: String, new: String, setting: String) throws {
        let error = #expect(throws: ForegroundSegmentationError.self) { try config(replacing: old, with: new) }
        guard case .invalidSetting(setting, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test(arguments: [("kernel", 4), ("kernel", 99), ("stride", 3), ("repeats", 0), ("expansion", 0), ("channels", 1 << 20)])
    func everyStageIsChecked(name: String, value: Int) {
        let stage = EfficientNetConfig.Stage(
            repeats: name == "repeats" ? value : 1, kernel: name == "kernel" ? value : 3, stride: name == "stride" ? value : 2,
            expansion: name == "expansion" ? value : 1, channels: name == "channels" ? value : 16)
        let error = #expect(throws: ForegroundSegmentationError.self) {
            try EfficientNetConfig(widthCoefficient: 1, depthCoefficient: 1, stages: [stage])
        }
        guard case .invalidSetting(name, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
}

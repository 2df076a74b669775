import Checkpoints
import Foundation
import ImageCodec
import Testing

@Suite struct VQGANConfigTests {
    @Test func modelFolderFormHasSnakeCaseKeys() throws {
        let json = Data(
            #"""
            {"quantizer": "gumbel", "embedding_dimension": 256, "codes": 8192, "latent_channels": 256, "channels": 128,
             "channel_multipliers": [1, 1, 2, 4], "residual_blocks": 2, "attention_resolutions": [32], "resolution": 256}
            """#.utf8)
        let config = try JSONDecoder().decode(VQGANConfig.self, from: json)
        #expect(config == .sber())
        #expect(config.downsamplingFactor == 8 && config.pixelsPerCode == 8)
        #expect(config.with(waveletLevels: 1) == .sber(waveletLevels: 1))
        #expect(config.with(waveletLevels: 1).pixelsPerCode == 16)
        let uneven = try tinyConfig(.nearest, waveletLevels: 2, decoderBlocks: [1, 4])
        #expect(uneven.pixelsPerCode == 8)
        for config in [VQGANConfig.sber(), .sber(waveletLevels: 1), uneven] {
            #expect(try JSONDecoder().decode(VQGANConfig.self, from: JSONEncoder().encode(config)) == config)
        }
    }

    @Test func olderFoldersSayWhetherThereIsAWaveletHead() throws {
        let json = #"""
            {"quantizer": "gumbel", "embedding_dimension": 256, "codes": 8192, "latent_channels": 256, "channels": 128, "wavelet": true,
             "channel_multipliers": [1, 1, 2, 4], "residual_blocks": 2, "attention_resolutions": [32], "resolution": 256}
            """#
        #expect(try JSONDecoder().decode(VQGANConfig.self, from: Data(json.utf8)) == .sber(waveletLevels: 1))
    }

    @Test func checkpointsTellBlocksAndWaveletLevels() throws {
        let config = try tinyConfig(.nearest, waveletLevels: 2, decoderBlocks: [1, 4])
        let inferred = try #require(try VQGANConfig(inferredFrom: MemoryCheckpoint(RandomCheckpoint(config).tensors)))
        #expect(inferred.decoderBlocks == [1, 4] && inferred.waveletLevels == 2 && inferred.residualBlocks == 1)
    }

    /// One value out of place at a time; each is named.
    @Test(arguments: [
        ("embedding_dimension", "0"), ("codes", "-1"), ("codes", "99999999999"), ("latent_channels", "0"), ("channels", "48"),
        ("channel_multipliers", "[]"), ("channel_multipliers", "[1, 0]"), ("residual_blocks", "0"),
        ("attention_resolutions", "[-8]"), ("decoder_blocks", "[2]"), ("decoder_blocks", "[2, 0]"), ("wavelet_levels", "5"),
        ("resolution", "0"), ("resolution", "257"),
    ])
    func namesTheSettingThatDoesNotFit(name: String, value: String) throws {
        var settings = [
            "quantizer": #""nearest""#, "embedding_dimension": "64", "codes": "512", "latent_channels": "32", "channels": "32",
            "channel_multipliers": "[1, 2]", "residual_blocks": "1", "attention_resolutions": "[]", "resolution": "64",
        ]
        func decode() throws -> VQGANConfig {
            let json = "{" + settings.map { #""\#($0)": \#($1)"# }.joined(separator: ", ") + "}"
            return try JSONDecoder().decode(VQGANConfig.self, from: Data(json.utf8))
        }
        #expect(try decode().quantizer == .nearest)
        settings[name] = value
        let error = #expect(throws: ImageCodecError.self, performing: decode)
        guard case .invalidSetting(name, _, _) = error else {
            Issue.record("\(String(describing: error)) for \(name)")
            return
        }
    }

    @Test func gumbelProjectsVectorsOfTheCodebooksWidth() {
        #expect(
            throws: ImageCodecError.invalidSetting(
                name: "embedding_dimension", value: "64", expected: "the number of latent channels, 32,")
        ) {
            try VQGANConfig(
                quantizer: .gumbel, embeddingDimension: 64, codes: 10, latentChannels: 32, channels: 32, channelMultipliers: [1],
                residualBlocks: 1, attentionResolutions: [], resolution: 8)
        }
    }
}

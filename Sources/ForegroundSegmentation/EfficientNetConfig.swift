/// The shape of an EfficientNet (Tan, Le: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019): a table of
/// stages, whose widths and repeats grow with two coefficients. A value of this type has been validated.
public struct EfficientNetConfig: Sendable, Equatable {
    /// Inverted bottlenecks of one kind in a row. Only the first of them changes the resolution and the channels.
    public struct Stage: Codable, Sendable, Equatable {
        /// Blocks, before the depth coefficient.
        public let repeats: Int
        /// Width and height of the depthwise kernels; odd.
        public let kernel: Int
        /// Of the first block: 1, or 2 to halve the picture.
        public let stride: Int
        /// Channels inside a block as a multiple of those that enter it.
        public let expansion: Int
        /// Channels that leave a block, before the width coefficient.
        public let channels: Int

        public init(repeats: Int, kernel: Int, stride: Int, expansion: Int, channels: Int) {
            self.repeats = repeats
            self.kernel = kernel
            self.stride = stride
            self.expansion = expansion
            self.channels = channels
        }
    }

    public let widthCoefficient: Double
    public let depthCoefficient: Double
    public let stages: [Stage]

    /// The paper's table, of which B0 to B7 are scalings.
    public static let standardStages = [
        Stage(repeats: 1, kernel: 3, stride: 1, expansion: 1, channels: 16),
        Stage(repeats: 2, kernel: 3, stride: 2, expansion: 6, channels: 24),
        Stage(repeats: 2, kernel: 5, stride: 2, expansion: 6, channels: 40),
        Stage(repeats: 3, kernel: 3, stride: 2, expansion: 6, channels: 80),
        Stage(repeats: 3, kernel: 5, stride: 1, expansion: 6, channels: 112),
        Stage(repeats: 4, kernel: 5, stride: 2, expansion: 6, channels: 192),
        Stage(repeats: 1, kernel: 3, stride: 1, expansion: 6, channels: 320),
    ]

    /// - Throws: `invalidSetting` for the first value that does not fit.
    public init(
        widthCoefficient: Double, depthCoefficient: Double, stages: [Stage] = Self.standardStages
    ) throws(ForegroundSegmentationError) {
        self.init(unchecked: widthCoefficient, depthCoefficient: depthCoefficient, stages: stages)
        try validate()
    }

    private init(unchecked widthCoefficient: Double, depthCoefficient: Double, stages: [Stage]) {
        self.widthCoefficient = widthCoefficient
        self.depthCoefficient = depthCoefficient
        self.stages = stages
    }

    public static let b5 = EfficientNetConfig(unchecked: 1.6, depthCoefficient: 2.2, stages: standardStages)
}

extension EfficientNetConfig {
    /// Widths are multiples of this.
    private static let channelDivisor = 8
    /// Channels that the first convolution makes of a picture, before the width coefficient.
    private static let standardStemChannels = 32

    var stemChannels: Int { scaled(Self.standardStemChannels) }

    /// Channels that leave a stage.
    func channels(of stage: Stage) -> Int { scaled(stage.channels) }

    /// Blocks of a stage.
    func blocks(of stage: Stage) -> Int { Int((depthCoefficient * Double(stage.repeats)).rounded(.up)) }

    /// Times that the picture is halved, the first convolution's included.
    var levels: Int { 1 + stages.count { $0.stride == 2 } }

    /// Whether a stage is the last one of its resolution. Of the first convolution's own resolution none is: its features are taken before
    /// the stages.
    func endsLevel(_ stage: Int) -> Bool {
        stages[...stage].contains { $0.stride == 2 } && (stage + 1 == stages.count || stages[stage + 1].stride == 2)
    }

    /// Times the width coefficient, to the nearest multiple of the divisor, or to the next one where that would take more than a tenth.
    private func scaled(_ channels: Int) -> Int {
        let wanted = widthCoefficient * Double(channels)
        let divisor = Self.channelDivisor
        let nearest = max(divisor, Int(wanted + Double(divisor) / 2) / divisor * divisor)
        return Double(nearest) < 0.9 * wanted ? nearest + divisor : nearest
    }
}

extension EfficientNetConfig {
    /// The upper bounds lie far above every published net and keep products of settings from overflowing.
    func validate() throws(ForegroundSegmentationError) {
        for (name, value) in [("width_coefficient", widthCoefficient), ("depth_coefficient", depthCoefficient)] {
            guard value > 0, value <= 16 else {
                throw .invalidSetting(name: name, value: "\(value)", expected: "a number above 0 and at most 16")
            }
        }
        guard (1...16).contains(stages.count) else {
            throw .invalidSetting(name: "stages", value: "\(stages.count)", expected: "1 to 16 of them")
        }
        guard stages.contains(where: { $0.stride == 2 }) else {
            throw .invalidSetting(name: "stride", value: "1", expected: "2 at least once")
        }
        for stage in stages {
            try check("repeats", stage.repeats, in: 1...64)
            try check("kernel", stage.kernel, in: 1...15)
            try check("stride", stage.stride, in: 1...2)
            try check("expansion", stage.expansion, in: 1...16)
            try check("channels", stage.channels, in: 1...1 << 12)
            guard !stage.kernel.isMultiple(of: 2) else {
                throw .invalidSetting(name: "kernel", value: "\(stage.kernel)", expected: "an odd number")
            }
        }
    }

    private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(ForegroundSegmentationError) {
        guard range.contains(value) else { throw .outOfRange(name, value, range) }
    }
}

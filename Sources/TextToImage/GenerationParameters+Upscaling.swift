extension GenerationParameters {
    /// What is true of the picture once it is `scale` times as wide and high.
    ///
    /// - Parameters:
    ///   - width: in pixels, as it is then.
    ///   - height: likewise.
    public func enlarged(by scale: Int, width: Int, height: Int) -> GenerationParameters {
        let (product, overflow) = (self[Self.upscaleKey].flatMap { Int($0) } ?? 1).multipliedReportingOverflow(by: scale)
        var enlarged = self
        enlarged.set(Self.sizeKey, to: "\(width)x\(height)")
        enlarged.set(Self.upscaleKey, to: "\(overflow ? scale : product)")
        return enlarged
    }

    private mutating func set(_ key: String, to value: String) {
        let setting = Setting(key: key, value: value)
        if let index = settings.firstIndex(where: { $0.key == key }) {
            settings[index] = setting
        } else {
            settings.append(setting)
        }
    }
}

extension PictureShape {
    /// A shape in a user's words; nil where none is asked for.
    ///
    /// - Parameters:
    ///   - aspect: width to height, such as `3:2`.
    ///   - size: in pixels, such as `384x256`.
    ///   - method: one of `methodNames`.
    /// - Throws: `TextToImageError.badOption`, `.optionsExclude`, `.optionNeeds`.
    public init?(aspect: String?, size: String?, method: String?) throws(TextToImageError) {
        let asked: Method
        switch method {
        case nil, Method.sliding(advance: nil).name: asked = .sliding(advance: nil)
        case Method.ruDALLE(window: nil).name: asked = .ruDALLE(window: nil)
        case let method?: throw .badOption(name: "--aspect-method", value: method, allowed: .oneOf(Self.methodNames))
        }
        switch (aspect, size) {
        case (nil, nil):
            if method != nil { throw .optionNeeds("--aspect-method", "--aspect") }
            return nil
        case (_?, _?):
            throw .optionsExclude("--aspect", "--size")
        case (let aspect?, nil):
            let numbers = aspect.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
            guard numbers.count == 2, let width = numbers[0], let height = numbers[1], Self.isReachable(width / height) else {
                throw .badOption(name: "--aspect", value: aspect, allowed: .aspect(atMost: Self.largestRatio))
            }
            self.init(.ratio(width / height), method: asked)
        case (nil, let size?):
            let numbers = size.split(omittingEmptySubsequences: false) { "xX×".contains($0) }.map { Int($0) }
            guard numbers.count == 2, let width = numbers[0], let height = numbers[1] else {
                throw .badOption(name: "--size", value: size, allowed: .form("384x256"))
            }
            self.init(.pixels(width: width, height: height), method: asked)
            try validate()
        }
    }

    /// What `--aspect-method` takes.
    public static let methodNames = [Method.sliding(advance: nil).name, Method.ruDALLE(window: nil).name]
}

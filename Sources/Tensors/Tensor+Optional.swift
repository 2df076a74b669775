extension Optional where Wrapped == Tensor {
    /// The first element's place, or nil, for the time of the call.
    package func withOptionalPointer<Result>(_ body: (UnsafePointer<Float>?) -> Result) -> Result {
        guard let self else { return body(nil) }
        return self.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

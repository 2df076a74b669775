extension Tensor {
    /// Some rows of `[rows, …]`, copied: `[range.count, …]`.
    public func rows(_ range: Range<Int>) -> Tensor {
        precondition(!shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0], "rows \(range) of \(shape)")
        let width = shape.dropFirst().reduce(1, *)
        return Tensor(shape: [range.count] + shape.dropFirst()) { target in
            withUnsafeBufferPointer { source in
                _ = target.initialize(from: source[range.lowerBound * width..<range.upperBound * width])
            }
        }
    }

    /// One row of `[rows, width]`, readable for the time of the call.
    public func withRow<Result, Failure: Error>(
        _ row: Int, _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(shape.count == 2 && row >= 0 && row < shape[0], "row \(row) of \(shape)")
        let width = shape[1]
        let result: Swift.Result<Result, Failure> = withUnsafeBufferPointer { elements in
            do throws(Failure) {
                return .success(try body(elements.span.extracting(row * width..<(row + 1) * width)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Overwrites one row of `[rows, width]` with a row of another tensor of the same width.
    public mutating func replaceRow(_ row: Int, with source: Tensor, row sourceRow: Int) {
        precondition(shape.count == 2 && source.shape.count == 2 && source.shape[1] == shape[1], "\(shape) and \(source.shape)")
        precondition(row >= 0 && row < shape[0] && sourceRow >= 0 && sourceRow < source.shape[0], "row \(row) of \(shape)")
        let width = shape[1]
        withUnsafeMutableBufferPointer { target in
            source.withUnsafeBufferPointer { source in
                let place = UnsafeMutableBufferPointer(rebasing: target[row * width..<(row + 1) * width])
                _ = place.update(from: source[sourceRow * width..<(sourceRow + 1) * width])
            }
        }
    }
}

/// The largest absolute difference between two lists; infinite where one holds a NaN or they differ in length.
public func largestDifference(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(largest, difference)
    }
}

/// The largest of |found − expected| / (absolute + relative · |expected|): at most 1 when every value is within tolerance.
public func largestToleranceRatio(_ found: [Float], _ expected: [Float], relative: Float, absolute: Float) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { largest, pair in
        let ratio = abs(pair.0 - pair.1) / (absolute + relative * abs(pair.1))
        return ratio.isNaN ? .infinity : max(largest, ratio)
    }
}

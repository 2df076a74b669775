import Images
import Testing

/// Whether two PNG files show the same, sample by sample, up to `tolerance` of 255.
func expectEqualPictures(_ found: String, _ expected: String, tolerance: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let found = try PNGReader.read(path: found).image
    let expected = try PNGReader.read(path: expected).image.droppingAlpha()
    #expect(found.width == expected.width && found.height == expected.height, sourceLocation: sourceLocation)
    #expect(found.channels == expected.channels, sourceLocation: sourceLocation)
    let largest = zip(found.pixels, expected.pixels).map { abs(Int($0) - Int($1)) }.max()
    #expect(try #require(largest, sourceLocation: sourceLocation) <= tolerance, sourceLocation: sourceLocation)
}

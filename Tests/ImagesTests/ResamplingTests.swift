import Foundation
import Images
import Testing

@Suite struct ResamplingTests {
    struct Case: Decodable {
        let filter: String
        let channels, width, height, newWidth, newHeight: Int
        let box: [Int]
        let source, pixels: Data
    }

    @Test func everyByteIsPillows() throws {
        let cases = try Fixture.decoded([Case].self, from: "resampling.json")
        #expect(cases.count == 36)
        for expected in cases {
            let image = Image(
                width: expected.width, height: expected.height, channels: try #require(.init(rawValue: expected.channels)),
                pixels: [UInt8](expected.source))
            let box = PixelBox(
                left: expected.box[0], top: expected.box[1], right: expected.box[2], bottom: expected.box[3])
            let resized = image.resized(
                width: expected.newWidth, height: expected.newHeight,
                filter: try #require(ResamplingFilter(rawValue: expected.filter)), box: box)
            #expect(resized.width == expected.newWidth && resized.height == expected.newHeight)
            #expect(
                resized.pixels == [UInt8](expected.pixels),
                "\(expected.filter) \(expected.width)×\(expected.height) to \(expected.newWidth)×\(expected.newHeight)")
        }
    }

    @Test(arguments: ResamplingFilter.allCases)
    func anEvenPictureStaysEven(filter: ResamplingFilter) {
        let image = Image(width: 19, height: 7, filledWith: RGBColor(red: 255, green: 3, blue: 0))
        #expect(
            image.resized(width: 4, height: 31, filter: filter)
                == Image(width: 4, height: 31, filledWith: RGBColor(red: 255, green: 3, blue: 0)))
    }

    @Test func theSameSizeIsTheSamePicture() {
        let image = Image.pattern(width: 9, height: 8, channels: .rgba)
        #expect(image.resized(width: 9, height: 8, filter: .lanczos) == image)
    }
}

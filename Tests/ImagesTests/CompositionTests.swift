import Images
import Testing

@Suite struct CompositionTests {
    @Test(arguments: [Image.Channels.rgb, .rgba])
    func croppingKeepsThePixelsInTheBox(channels: Image.Channels) {
        let image = Image.pattern(width: 9, height: 7, channels: channels)
        let cropped = image.cropped(to: PixelBox(left: 2, top: 1, right: 8, bottom: 7))
        #expect(cropped.width == 6 && cropped.height == 6 && cropped.channels == channels)
        for y in 0..<6 {
            for x in 0..<6 { #expect(cropped.pixel(x, y) == image.pixel(x + 2, y + 1)) }
        }
        #expect(image.cropped(to: image.bounds) == image)
    }

    @Test func pastingReplacesThePixelsInTheBoxOnly() {
        let background = Image.pattern(width: 9, height: 7)
        let patch = Image(width: 3, height: 2, filledWith: .white)
        var image = background
        image.paste(patch, left: 6, top: 5)
        for y in 0..<7 {
            for x in 0..<9 {
                #expect(image.pixel(x, y) == (x >= 6 && y >= 5 ? [255, 255, 255] : background.pixel(x, y)))
            }
        }
    }

    @Test func droppingAlphaBlendsNothing() {
        let image = Image(width: 2, height: 1, channels: .rgba, pixels: [1, 2, 3, 0, 4, 5, 6, 255])
        #expect(image.droppingAlpha() == Image(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6]))
    }

    @Test func blendingMixesByAlpha() {
        let image = Image(width: 3, height: 1, channels: .rgba, pixels: [1, 2, 3, 0, 4, 5, 6, 255, 100, 0, 200, 51])
        let blended = image.blended(over: RGBColor(red: 255, green: 100, blue: 0))
        #expect(blended == Image(width: 3, height: 1, pixels: [255, 100, 0, 4, 5, 6, 224, 80, 40]))
    }
}

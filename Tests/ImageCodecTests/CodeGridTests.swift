import Foundation
import ImageCodec
import Testing

@Suite struct CodeGridTests {
    @Test func readsTheDocumentedForm() throws {
        let json = Data(#"{"format": 1, "width": 3, "height": 2, "codes": [5, 0, 8191, 1, 2, 3]}"#.utf8)
        let grid = try CodeGrid(json: json)
        #expect(try grid == CodeGrid(width: 3, height: 2, codes: [5, 0, 8191, 1, 2, 3]))
        #expect(grid[row: 0, column: 2] == 8191)
        #expect(grid[row: 1, column: 0] == 1)
    }

    @Test func writesTheDocumentedForm() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(CodeGrid(width: 2, height: 1, codes: [17, 4]))
        #expect(String(decoding: json, as: UTF8.self) == #"{"codes":[17,4],"format":1,"height":1,"width":2}"#)
    }

    @Test func refusesSizesThatDoNotFit() {
        #expect(throws: ImageCodecError.codeCountMismatch(width: 2, height: 2, codes: 3)) {
            try CodeGrid(width: 2, height: 2, codes: [1, 2, 3])
        }
        for (width, height) in [(0, 1), (-1, -1), (.max, 3), (1 << 10, 1 << 10)] {
            #expect(throws: ImageCodecError.gridSizeOutOfRange(width: width, height: height, maximumCells: 1 << 16)) {
                try CodeGrid(width: width, height: height, codes: [1])
            }
        }
    }

    @Test func refusesOtherFormats() {
        #expect(throws: ImageCodecError.unsupportedCodesFormat(found: 2, supported: 1)) {
            try CodeGrid(json: Data(#"{"format": 2, "width": 1, "height": 1, "codes": [1]}"#.utf8))
        }
    }

    @Test(arguments: [
        ("", "it is not JSON"), ("[1, 2", "it is not JSON"),
        (#"{"format": 1, "width": 1, "codes": [1]}"#, "“height” is missing"),
        (#"{"format": 1, "width": "1", "height": 1, "codes": [1]}"#, "“width” is of another type"),
    ])
    func saysWhatIsWrongWithTheText(text: String, reason: String) {
        #expect(throws: ImageCodecError.malformedCodes(reason: reason)) { try CodeGrid(json: Data(text.utf8)) }
    }

    @Test func refusesCodesThatAreNo32BitIntegers() {
        #expect(throws: ImageCodecError.self) {
            try CodeGrid(json: Data(#"{"format": 1, "width": 1, "height": 1, "codes": [3000000000]}"#.utf8))
        }
    }
}

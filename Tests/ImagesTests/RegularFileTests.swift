import Foundation
import Images
import Synchronization
import Testing

@Suite struct RegularFileTests {
    @Test func anExistingFileIsNotTouched() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        try RegularFile.write([1, 2, 3], to: path, overwriting: false)
        #expect(throws: ImageError.alreadyExists(file: path)) {
            try RegularFile.write([4], to: path, overwriting: false)
        }
        #expect(try RegularFile.contents(path: path, maximumByteCount: 3) == [1, 2, 3])
        try RegularFile.write([5, 6], to: path, overwriting: true)
        #expect(try RegularFile.contents(path: path, maximumByteCount: 3) == [5, 6])
        #expect(try folder.names == ["a"])
    }

    @Test func whatIsAppendedComesLast() throws {
        let folder = try TemporaryFolder()
        for bytes: [UInt8] in [[1, 2], [], [3]] { try RegularFile.append(bytes, to: folder.file("a")) }
        #expect(try RegularFile.contents(path: folder.file("a"), maximumByteCount: 9) == [1, 2, 3])
        #expect(throws: ImageError.notARegularFile(file: "/dev/null")) { try RegularFile.append([1], to: "/dev/null") }
        #expect(throws: ImageError.cannotWrite(file: folder.path, errorNumber: EISDIR)) { try RegularFile.append([1], to: folder.path) }
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(throws: ImageError.cannotWrite(file: folder.file("pipe"), errorNumber: ENXIO)) {
            try RegularFile.append([1], to: folder.file("pipe"))
        }
    }

    @Test func ofManyWritersOneWins() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a")
        let winners = Mutex<[UInt8]>([])
        let unexpected = Mutex<[ImageError]>([])
        DispatchQueue.concurrentPerform(iterations: 16) { writer in
            do throws(ImageError) {
                try RegularFile.write([UInt8](repeating: UInt8(writer), count: 5000), to: path, overwriting: false)
                winners.withLock { $0.append(UInt8(writer)) }
            } catch {
                if error != .alreadyExists(file: path) { unexpected.withLock { $0.append(error) } }
            }
        }
        #expect(unexpected.withLock { $0 } == [])
        let winner = try #require(winners.withLock { $0.count == 1 ? $0.first : nil })
        let expected = [UInt8](repeating: winner, count: 5000)
        #expect(try RegularFile.contents(path: path, maximumByteCount: 5000) == expected)
        #expect(try folder.names == ["a"])
    }

    @Test func withoutHardLinksNothingIsOverwrittenEither() throws {
        let folder = try TemporaryFolder()
        try RegularFile.write([1], to: folder.file("partial"), overwriting: false)
        try RegularFile.reserveAndPublish(folder.file("partial"), as: folder.file("a"))
        #expect(try RegularFile.contents(path: folder.file("a"), maximumByteCount: 1) == [1])
        #expect(try folder.names == ["a"])
        try RegularFile.write([2], to: folder.file("partial"), overwriting: false)
        #expect(throws: ImageError.alreadyExists(file: folder.file("a"))) {
            try RegularFile.reserveAndPublish(folder.file("partial"), as: folder.file("a"))
        }
        #expect(try RegularFile.contents(path: folder.file("a"), maximumByteCount: 1) == [1])
    }

    @Test func aFolderThatIsMissingIsNotWritable() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("missing/a.png")
        #expect(throws: ImageError.cannotWrite(file: path, errorNumber: ENOENT)) {
            try PNGWriter.write(.pattern(width: 1, height: 1), to: path)
        }
    }

    @Test func aFolderIsNeverReplaced() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("a"), withIntermediateDirectories: false)
        #expect(throws: ImageError.notARegularFile(file: folder.file("a"))) {
            try RegularFile.write([1], to: folder.file("a"), overwriting: true)
        }
        #expect(try folder.names == ["a"])
    }

    @Test(.timeLimit(.minutes(1)))
    func aPipeIsRefusedWithoutWaiting() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        for path in [folder.file("pipe"), folder.path, "/dev/null"] {
            #expect(throws: ImageError.notARegularFile(file: path)) { try PNGReader.read(path: path) }
        }
    }

    @Test func aFileThatIsMissingOrTooLongIsSaid() throws {
        let folder = try TemporaryFolder()
        #expect(throws: ImageError.cannotRead(file: folder.file("a"), errorNumber: ENOENT)) {
            try PNGReader.read(path: folder.file("a"))
        }
        try RegularFile.write([1, 2, 3], to: folder.file("a"), overwriting: false)
        #expect(throws: ImageError.fileTooLarge(file: folder.file("a"), byteCount: 3, limit: 2)) {
            try RegularFile.contents(path: folder.file("a"), maximumByteCount: 2)
        }
        try RegularFile.write([], to: folder.file("empty"), overwriting: false)
        #expect(throws: ImageError.notPNG(file: folder.file("empty"))) { try PNGReader.read(path: folder.file("empty")) }
    }
}

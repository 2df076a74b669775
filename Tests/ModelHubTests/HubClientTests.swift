import Foundation
import ModelHub
import TestSupport
import Testing

/// The client against a hub on loopback that behaves, and one that does not.
@Suite("Fetching from a hub", .serialized)
struct HubClientTests {
    private static let file = HubFile("owner/name", "weights.bin")
    private static let name = "owner/name/weights.bin"
    /// Larger than what a socket's buffers hold, so that cuts are cuts.
    private static let contents = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) })

    private let home: TemporaryFolder

    init() throws {
        home = try TemporaryFolder()
    }

    private func hub(_ plan: [String: Any] = [:]) throws -> LoopbackHub {
        try LoopbackHub(files: [Self.name: Self.contents], plan: [Self.name: plan.merging(["large": true]) { given, _ in given }])
    }

    private func client(
        _ endpoint: String, attempts: Int = 3, sliceByteCount: Int = 1 << 30, _ variables: [String: String] = [:]
    ) throws -> HubClient {
        var retry = RetryPolicy()
        retry.attempts = attempts
        retry.longestWait = 0
        let environment = ["HF_ENDPOINT": endpoint, "HF_HOME": home.path, "HOME": home.path].merging(variables) { $1 }
        return HubClient(try HubEnvironment(environment), retry: retry, sliceByteCount: sliceByteCount)
    }

    private func contents(of download: HubDownload) throws -> Data { try Data(contentsOf: URL(filePath: download.path)) }

    /// No file stands under the name of whole ones.
    private func nothingIsWhole() throws -> Bool {
        let blobs = home.path("hub/models--owner--name/blobs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: blobs)) ?? []
        return names.allSatisfy { $0.hasSuffix(".incomplete") } && !FileManager.default.fileExists(atPath: home.path("hub/models--owner--name/snapshots"))
    }

    private func expect(_ error: HubError, from hub: LoopbackHub, attempts: Int = 1, _ variables: [String: String] = [:]) throws {
        let client = try client(hub.endpoint, attempts: attempts, variables)
        #expect(throws: error) { try client.fetch(Self.file) }
        #expect(try nothingIsWhole())
    }

    // MARK: - As it should be

    @Test(arguments: [true, false]) func keepsFilesAsTheHubsOwnClientDoes(isLarge: Bool) throws {
        let hub = try hub(["large": isLarge])
        let download = try client(hub.endpoint).fetch(Self.file)
        #expect(try contents(of: download) == Self.contents)
        #expect(download.commit == LoopbackHub.commit)
        let repository = home.path("hub/models--owner--name")
        #expect(download.path == repository + "/snapshots/\(LoopbackHub.commit)/weights.bin")
        let link = try FileManager.default.destinationOfSymbolicLink(atPath: download.path)
        #expect(link.hasPrefix("../../blobs/") && link.count == "../../blobs/".count + (isLarge ? 64 : 40))
        #expect(try String(contentsOfFile: repository + "/refs/main", encoding: .utf8) == LoopbackHub.commit)

        // What is there is not fetched again.
        let contentRequests = try hub.requests.count { $0.method == "GET" }
        #expect(try client(hub.endpoint).fetch(Self.file) == download)
        #expect(try hub.requests.count { $0.method == "GET" } == contentRequests)
    }

    @Test func filesInFoldersLinkToTheirBlobs() throws {
        let file = HubFile("owner/name", "folder/inner/small.json")
        let hub = try LoopbackHub(files: ["\(file)": Data("{}".utf8)])
        let download = try client(hub.endpoint).fetch(file)
        #expect(try contents(of: download) == Data("{}".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: download.path).hasPrefix("../../../../blobs/"))
    }

    @Test func usesWhatAnotherClientHasFetched() throws {
        let repository = home.path("hub/models--owner--name")
        for folder in ["blobs", "refs", "snapshots/abc"] {
            try FileManager.default.createDirectory(atPath: repository + "/" + folder, withIntermediateDirectories: true)
        }
        try Data("mine".utf8).write(to: URL(filePath: repository + "/blobs/1234"))
        try Data("abc".utf8).write(to: URL(filePath: repository + "/refs/main"))
        try FileManager.default.createSymbolicLink(
            atPath: repository + "/snapshots/abc/weights.bin", withDestinationPath: "../../blobs/1234")
        let offline = try client("http://127.0.0.1:1", ["HF_HUB_OFFLINE": "1"]).fetch(Self.file)
        #expect(try contents(of: offline) == Data("mine".utf8))
        // A hub that cannot be reached takes nothing away.
        #expect(try client("http://127.0.0.1:1").fetch(Self.file) == offline)
    }

    @Test func theTokenGoesToTheHubOnly() throws {
        let hub = try hub()
        _ = try client(hub.endpoint, ["HF_TOKEN": "secret"]).fetch(Self.file)
        let requests = try hub.requests
        #expect(requests.contains { $0.isHub } && requests.contains { !$0.isHub })
        for request in requests { #expect(request.authorization == (request.isHub ? "Bearer secret" : nil)) }
    }

    @Test func theSavedTokenIsRead() throws {
        try home.write(Data("saved\n".utf8), to: "token")
        let hub = try hub()
        _ = try client(hub.endpoint).fetch(Self.file)
        #expect(try hub.requests.first?.authorization == "Bearer saved")
    }

    // MARK: - Breaking off

    @Test(arguments: [true, false]) func aSecondRunGoesOnFromWhereTheFirstWasCut(isLarge: Bool) throws {
        let hub = try hub(["cuts": [300_000], "large": isLarge])
        let impatient = try client(hub.endpoint, attempts: 1)
        #expect(throws: HubError.interrupted(file: Self.name, received: 300_000, expected: Self.contents.count)) {
            try impatient.fetch(Self.file)
        }
        #expect(try nothingIsWhole())
        #expect(try contents(of: impatient.fetch(Self.file)) == Self.contents)
        let requests = try hub.requests.filter { $0.method == "GET" && $0.isHub != isLarge }
        #expect(requests.map(\.range) == ["bytes=0-999999", "bytes=300000-999999"])
        // The tag of another server is not known before it answers; the hash tells in the end.
        #expect((requests.last?.ifRange == nil) == isLarge)
    }

    @Test func goesOnByItselfAsLongAsSomethingComes() throws {
        let hub = try hub(["cuts": [200_000, 200_000, 200_000, 200_000]])
        #expect(try contents(of: client(hub.endpoint, attempts: 2).fetch(Self.file)) == Self.contents)
    }

    @Test(arguments: [true, false]) func largeFilesComeInSlices(isLarge: Bool) throws {
        let hub = try hub(["large": isLarge])
        #expect(try contents(of: client(hub.endpoint, attempts: 1, sliceByteCount: 400_000).fetch(Self.file)) == Self.contents)
        let requests = try hub.requests.filter { $0.method == "GET" && $0.isHub != isLarge }
        #expect(requests.map(\.range) == ["bytes=0-399999", "bytes=400000-799999", "bytes=800000-999999"])
        #expect(requests.map { $0.ifRange != nil } == [false, !isLarge, !isLarge])
    }

    @Test(arguments: ["none", "shifted", "refused"]) func aServerWithoutRangesSendsAllAgain(ranges: String) throws {
        let whole = try hub(["cuts": [300_000]])
        #expect(throws: HubError.self) { try client(whole.endpoint, attempts: 1).fetch(Self.file) }
        let rangeless = try hub(["ranges": ranges])
        #expect(try contents(of: client(rangeless.endpoint, attempts: 1, sliceByteCount: 400_000).fetch(Self.file)) == Self.contents)
    }

    @Test func whatHasComeIsKeptWhenTheCallerGoes() throws {
        struct Gone: Error {}
        let hub = try hub()
        let client = try client(hub.endpoint)
        #expect(throws: Gone.self) {
            try client.fetch(Self.file) { if case .downloading(_, let received, _) = $0, received > 0 { throw Gone() } }
        }
        #expect(try nothingIsWhole())
        #expect(try contents(of: client.fetch(Self.file)) == Self.contents)
        #expect(try hub.requests.contains { $0.range?.hasPrefix("bytes=0-") == false })
    }

    @Test func anAnswerOfAnotherSizeTakesNothingAway() throws {
        let cut = try hub(["cuts": [300_000]])
        #expect(throws: HubError.interrupted(file: Self.name, received: 300_000, expected: Self.contents.count)) {
            try client(cut.endpoint, attempts: 1).fetch(Self.file)
        }
        let other = try hub(["ranges": "none", "length": 7])
        #expect(throws: HubError.wrongSize(file: Self.name, expected: Self.contents.count, found: 7)) {
            try client(other.endpoint).fetch(Self.file)
        }
        let sound = try hub()
        #expect(try contents(of: client(sound.endpoint).fetch(Self.file)) == Self.contents)
        #expect(try sound.requests.filter { $0.method == "GET" && !$0.isHub }.map(\.range) == ["bytes=300000-999999"])
    }

    // MARK: - Lies

    @Test func aWrongHashLeavesNothing() throws {
        let announced = String(repeating: "0", count: 64)
        let hub = try hub(["hash": announced])
        try expect(.wrongHash(file: Self.name, expected: announced, found: SHA256Digest(of: Self.contents).text), from: hub)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path("hub/models--owner--name/blobs")).isEmpty)
    }

    @Test func aWrongSizeIsNoFile() throws {
        let size = Self.contents.count
        try expect(.wrongSize(file: Self.name, expected: size + 1, found: size), from: hub(["size": size + 1]))
        try expect(.wrongSize(file: Self.name, expected: size - 1, found: size), from: hub(["size": size - 1]))
    }

    /// What nothing can be compared with is not fetched.
    @Test(arguments: ["../../../escaped", "5f3a-1", String(repeating: "g", count: 64)]) func aHashOfNoKnownFormIsNone(hash: String) throws {
        let hub = try hub(["hash": hash])
        try expect(.badMetadata(file: Self.name, header: "ETag"), from: hub)
        #expect(try hub.requests.map(\.method) == ["HEAD"])
    }

    @Test func moreThanTheDiskHoldsIsNotBegun() throws {
        let hub = try hub(["size": 1 << 60])
        let client = try client(hub.endpoint)
        do {
            _ = try client.fetch(Self.file)
            Issue.record("a file of an exabyte was fetched")
        } catch HubError.notEnoughSpace(_, let needed, let available) {
            #expect(needed == 1 << 60 && available < needed)
        }
        #expect(try hub.requests.allSatisfy { $0.method == "HEAD" })
    }

    // MARK: - Refusals

    @Test func statusesAreSaid() throws {
        try expect(.unauthorized(file: Self.name, hasToken: false), from: hub(["statuses": [401]]))
        try expect(.unauthorized(file: Self.name, hasToken: true), from: hub(["statuses": [401]]), ["HF_TOKEN": "wrong"])
        try expect(.forbidden(file: Self.name, hasToken: false), from: hub(["statuses": [401], "error_code": "GatedRepo"]))
        try expect(.forbidden(file: Self.name, hasToken: true), from: hub(["statuses": [403]]), ["HF_TOKEN": "right"])
        try expect(.unexpectedStatus(file: Self.name, status: 418), from: hub(["statuses": [418]]))
        try expect(.unexpectedStatus(file: Self.name, status: 503), from: hub(["statuses": [503, 503]]), attempts: 2)
        try expect(.tooManyRequests(file: Self.name, seconds: 0), from: hub(["statuses": [429, 429], "retry_after": "3600"]), attempts: 2)
        let missing = HubFile("owner/name", "missing.bin")
        let hub = try hub()
        let client = try client(hub.endpoint)
        #expect(throws: HubError.notFound(file: "\(missing)")) { try client.fetch(missing) }
    }

    @Test(arguments: [401, 403, 429, 500, 503]) func aHubThatRefusesTakesNothingAway(status: Int) throws {
        let sound = try hub()
        let download = try client(sound.endpoint).fetch(Self.file)
        let refusing = try hub(["statuses": [status]])
        #expect(try client(refusing.endpoint).fetch(Self.file) == download)
        #expect(try refusing.requests.map(\.method) == ["HEAD"])
    }

    @Test func aBusyHubIsAskedAgain() throws {
        let hub = try hub(["statuses": [429, 503], "retry_after": "3600"])
        let download = try client(hub.endpoint).fetch(Self.file)
        #expect(try contents(of: download) == Self.contents)
        #expect(try hub.requests.count { $0.method == "HEAD" } == 3)
    }

    @Test func redirectsThatLeadNowhere() throws {
        try expect(.tooManyRedirects(file: Self.name), from: hub(["redirect": "loop"]))
        try expect(.unsafeRedirect(file: Self.name, location: "file:///etc/passwd"), from: hub(["redirect": "file:///etc/passwd"]))
    }

    @Test func withoutNetwork() throws {
        #expect(throws: HubError.offline(file: Self.name)) {
            try client("http://127.0.0.1:1", ["HF_HUB_OFFLINE": "1"]).fetch(Self.file)
        }
        do {
            _ = try client("http://127.0.0.1:1").fetch(Self.file)
            Issue.record("nothing was fetched from nowhere")
        } catch HubError.unreachable(let host, _) {
            #expect(host == "127.0.0.1")
        }
    }

    @Test func theFirstRepositoryThatShowsTheFile() throws {
        let gated = HubFile("owner/gated", "weights.bin")
        let hub = try LoopbackHub(
            files: [Self.name: Self.contents, "\(gated)": Self.contents], plan: ["\(gated)": ["statuses": [403, 403, 403, 403]]])
        let client = try client(hub.endpoint)
        #expect(try client.fetch(firstOf: [gated, Self.file]).file == Self.file)
        #expect(throws: HubError.forbidden(file: "\(gated)", hasToken: false)) {
            try client.fetch(firstOf: [gated, HubFile("owner/name", "missing.bin")])
        }
    }

    @Test(arguments: ["ftp://hub", "hub", "http://", "http://user@hub"]) func addressesThatAreNone(address: String) {
        #expect(throws: HubError.invalidEndpoint(address)) { try HubEnvironment(["HF_ENDPOINT": address]) }
    }

    @Test func foldersAreTheClientsOwn() throws {
        func folder(_ variables: [String: String]) throws -> String {
            try HubEnvironment(variables.merging(["HOME": "/home/user"]) { given, _ in given }).cacheFolder
        }
        #expect(try folder([:]) == "/home/user/.cache/huggingface/hub")
        #expect(try folder(["XDG_CACHE_HOME": "/cache"]) == "/cache/huggingface/hub")
        #expect(try folder(["HF_HOME": "~/hf"]) == "/home/user/hf/hub")
        #expect(try folder(["HF_HOME": "/hf", "HF_HUB_CACHE": "/files"]) == "/files")
    }
}

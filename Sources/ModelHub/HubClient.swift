import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Fetches files from the hub into the folder that its own client uses, too; what is there already is not fetched again.
///
/// A file stands under its name when its size and hash are what the hub announces. What has come of one before the connection ended stays,
/// and the next try, in this run or a later one, goes on from there. The token goes to the hub's own address, never to another.
public struct HubClient: Sendable {
    private let environment: HubEnvironment
    private let retry: RetryPolicy
    private let cache: HubCache
    private let sliceByteCount: Int

    private static let mostRedirects = 10
    /// What is asked for at once bounds the memory: a network that is faster than the disk cannot be told to wait.
    private static let largestSlice = 128 << 20

    public init(_ environment: HubEnvironment, retry: RetryPolicy = RetryPolicy()) {
        self.init(environment, retry: retry, sliceByteCount: Self.largestSlice)
    }

    /// - Parameter sliceByteCount: the most bytes that one request asks for.
    package init(_ environment: HubEnvironment, retry: RetryPolicy, sliceByteCount: Int) {
        self.environment = environment
        self.retry = retry
        self.sliceByteCount = sliceByteCount
        cache = HubCache(folder: environment.cacheFolder)
    }

    /// The first of several files that the hub has and shows: some are kept in two repositories.
    public func fetch(
        firstOf files: [HubFile], progress: (HubProgress) throws -> Void = { _ in }
    ) throws -> HubDownload {
        var failure: HubError?
        for file in files {
            do {
                return try fetch(file, progress: progress)
            } catch let error as HubError {
                switch error {
                // What the first repository says is said: it is the one to ask for access.
                case .unauthorized, .forbidden, .notFound, .offline: failure = failure ?? error
                default: throw error
                }
            }
        }
        throw failure ?? HubError.notFound(file: "")
    }

    /// - Parameter progress: called at times; what it throws ends the work, and a later try goes on from there.
    /// - Throws: `HubError`.
    public func fetch(_ file: HubFile, progress: (HubProgress) throws -> Void = { _ in }) throws -> HubDownload {
        let cached = cache.cached(file)
        if environment.isOffline {
            guard let cached else { throw HubError.offline(file: "\(file)") }
            return cached
        }
        let metadata: HubMetadata
        do {
            metadata = try self.metadata(of: file, isPatient: cached == nil, progress: progress)
        } catch let error as HubError {
            // What was fetched once is still there, whatever ails the hub or the token.
            guard let cached, error.takesNothingAway else { throw error }
            return cached
        }
        let blob = cache.blob(metadata.hash, of: file)
        if !isWhole(blob, metadata) { try download(file, metadata, to: blob, progress: progress) }
        return try cache.publish(file, metadata: metadata)
    }

    private func isWhole(_ blob: String, _ metadata: HubMetadata) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: blob))?[.size] as? Int == metadata.size
    }

    // MARK: - What a file is

    /// - Parameter isPatient: whether a server that cannot be reached, or is busy, is asked again.
    private func metadata(
        of file: HubFile, isPatient: Bool, progress: (HubProgress) throws -> Void
    ) throws -> HubMetadata {
        try retrying(file, isPatient: isPatient, progress: progress, hasAdvanced: { false }) {
            let response = try answer(
                to: "HEAD", environment.url(of: file), file: file, endsAtContents: true, idle: { try progress(.asking(file)) })
            guard response.status == 200 || response.redirection != nil else { throw refusal(response, file: file) }
            return try HubMetadata(response, file: file)
        }
    }

    // MARK: - Its contents

    private func download(
        _ file: HubFile, _ metadata: HubMetadata, to blob: String, progress: (HubProgress) throws -> Void
    ) throws {
        let lock = cache.lock(metadata.hash, of: file)
        try cache.createFolder(of: blob)
        try cache.createFolder(of: lock)
        let partial = try PartialFile(blob: blob, lock: lock, file: file)
        // Whoever held the lock before may have brought it.
        if isWhole(blob, metadata) { return partial.discard() }
        if partial.count > metadata.size { try partial.restart() }
        try partial.checkSpace(for: metadata.size)
        var received = partial.count
        func hasAdvanced() -> Bool {
            defer { received = partial.count }
            return partial.count > received
        }
        var inSlices = true
        try retrying(file, progress: progress, hasAdvanced: hasAdvanced) {
            while partial.count < metadata.size {
                inSlices = try continueDownload(file, metadata, partial, inSlices: inSlices, progress: progress)
            }
        }
        try progress(.checking(file))
        let found: String
        do {
            found = try ContentHash.ofFile(at: partial.path, like: metadata.hash) { try progress(.checking(file)) }
        } catch let error as CocoaError {
            throw HubError.cannotWrite(path: partial.path, reason: HubCache.reason(of: error))
        }
        if found != metadata.hash.lowercased() {
            partial.discard()
            throw HubError.wrongHash(file: "\(file)", expected: metadata.hash, found: found)
        }
        try partial.finish(as: blob)
    }

    /// Asks for the next slice of what is missing, and appends what comes of it.
    ///
    /// - Parameter inSlices: whether the slice alone is asked for, instead of the whole file.
    /// - Returns: false where the server sends no slices: then nothing has come, and the whole file is to be asked for.
    private func continueDownload(
        _ file: HubFile, _ metadata: HubMetadata, _ partial: PartialFile, inSlices: Bool, progress: (HubProgress) throws -> Void
    ) throws -> Bool {
        let start = partial.count
        // How much has come when the answer is whole.
        var end = min(start + sliceByteCount, metadata.size)
        var headers: [String: String] = [:]
        if inSlices {
            headers["Range"] = "bytes=\(start)-\(end - 1)"
            if start > 0, let tag = metadata.ownTag { headers["If-Range"] = tag }
        }
        var isRefused = false
        func wrongSize(_ found: Int) -> HubError { .wrongSize(file: "\(file)", expected: metadata.size, found: found) }
        func accept(_ response: HTTPResponse) throws -> Bool {
            switch response.status {
            case 206 where inSlices:
                let range = response["Content-Range"]?.lowercased() ?? ""
                isRefused = range != "bytes \(start)-\(end - 1)/\(metadata.size)"
                if isRefused, let total = range.split(separator: "/").last.flatMap({ Int($0) }), total != metadata.size {
                    throw wrongSize(total)
                }
            case 416 where inSlices:
                isRefused = true
            case 200:
                // What has come is not thrown away for another file, such as a page that says why there is none.
                if let length = response.byteCount("Content-Length"), length != metadata.size { throw wrongSize(length) }
                if start > 0 { try partial.restart() }
                end = metadata.size
            default:
                throw refusal(response, file: file)
            }
            return !isRefused
        }
        do {
            _ = try answer(
                to: "GET", metadata.url, file: file, headers: headers, accept: accept,
                idle: { try progress(.downloading(file, received: partial.count, total: metadata.size)) }
            ) { data in
                let found = partial.count + data.count
                guard found <= end else {
                    partial.discard()
                    throw wrongSize(found)
                }
                try partial.append(data)
                try progress(.downloading(file, received: partial.count, total: metadata.size))
            }
        } catch HubError.unreachable where partial.count > start {
            throw HubError.interrupted(file: "\(file)", received: partial.count, expected: metadata.size)
        }
        guard isRefused || partial.count == end else {
            throw HubError.interrupted(file: "\(file)", received: partial.count, expected: metadata.size)
        }
        return !isRefused && inSlices
    }

    // MARK: - Requests

    /// Sends a request and follows where it is sent to.
    ///
    /// - Parameters:
    ///   - endsAtContents: whether an answer that says what the file is ends the search, wherever it sends to for the contents.
    ///   - accept: called with the last answer's head; false ends the transfer.
    ///   - take: called with its bytes.
    private func answer(
        to method: String, _ start: URL, file: HubFile, headers: [String: String] = [:], endsAtContents: Bool = false,
        accept: (HTTPResponse) throws -> Bool = { _ in true }, idle: () throws -> Void, take: (Data) throws -> Void = { _ in }
    ) throws -> HTTPResponse {
        var url = start
        for _ in 0...Self.mostRedirects {
            var last: HTTPResponse?
            do {
                try HTTPTransfer.run(request(method, url, headers), idle: idle) { event in
                    switch event {
                    case .response(let response):
                        last = response
                        return response.redirection != nil ? false : try accept(response)
                    case .data(let data):
                        try take(data)
                        return true
                    }
                }
            } catch let failure as HTTPTransfer.Failure {
                throw HubError.unreachable(host: url.host ?? "", reason: failure.reason)
            }
            guard let response = last else {
                throw HubError.unreachable(host: url.host ?? "", reason: "it gave no answer")
            }
            guard let location = response.redirection else { return response }
            if endsAtContents, response["X-Linked-Etag"] != nil { return response }
            guard let next = URL(string: location, relativeTo: url)?.absoluteURL, next.host?.isEmpty == false,
                next.scheme == "https" || next.scheme == "http" && url.scheme == "http"
            else { throw HubError.unsafeRedirect(file: "\(file)", location: location) }
            url = next
        }
        throw HubError.tooManyRedirects(file: "\(file)")
    }

    private func request(_ method: String, _ url: URL, _ headers: [String: String]) -> URLRequest {
        var request = URLRequest(url: url)
        request.httpMethod = method
        // Ranges count the file's own bytes.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        request.setValue("lubok", forHTTPHeaderField: "User-Agent")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if let token = environment.token, url.isOfSameOrigin(as: environment.endpoint) {
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        }
        return request
    }

    /// A status that is no success, as an error; what may be better a little later is a `Delay`.
    private func refusal(_ response: HTTPResponse, file: HubFile) -> any Error {
        let name = "\(file)"
        let hasToken = environment.token != nil
        return switch response.status {
        // The other server's leave to read runs out; the hub gives a new one.
        case 400... where !response.url.isOfSameOrigin(as: environment.endpoint):
            Delay(status: response.status, seconds: response.retryAfter)
        case 401 where response["X-Error-Code"] == "GatedRepo": HubError.forbidden(file: name, hasToken: hasToken)
        case 401: HubError.unauthorized(file: name, hasToken: hasToken)
        case 403: HubError.forbidden(file: name, hasToken: hasToken)
        case 404: HubError.notFound(file: name)
        case 429, 500...599: Delay(status: response.status, seconds: response.retryAfter)
        default: HubError.unexpectedStatus(file: name, status: response.status)
        }
    }

    // MARK: - Patience

    /// The server wants to be asked later.
    private struct Delay: Error {
        let status: Int
        let seconds: Double?
    }

    /// Calls `body` until it succeeds, or fails for good, or has failed so often in a row as patience allows.
    ///
    /// - Parameters:
    ///   - isPatient: whether a server that cannot be reached, or is busy, is asked again.
    ///   - hasAdvanced: whether the try that has failed was not in vain.
    private func retrying<Result>(
        _ file: HubFile, isPatient: Bool = true, progress: (HubProgress) throws -> Void, hasAdvanced: () -> Bool,
        _ body: () throws -> Result
    ) throws -> Result {
        var failures = 0
        var waited = 0.0
        while true {
            let failure: any Error
            var asked: Double?
            do {
                return try body()
            } catch let delay as Delay {
                asked = delay.seconds
                failure =
                    delay.status == 429
                    ? HubError.tooManyRequests(file: "\(file)", seconds: Int(waited)) : .unexpectedStatus(file: "\(file)", status: delay.status)
            } catch HubError.interrupted(let name, let received, let expected) {
                failure = HubError.interrupted(file: name, received: received, expected: expected)
            } catch HubError.unreachable(let host, let reason) {
                failure = HubError.unreachable(host: host, reason: reason)
            }
            guard isPatient else { throw failure }
            failures = hasAdvanced() ? 1 : failures + 1
            guard failures < retry.attempts else { throw failure }
            let seconds = retry.wait(after: failures, asked: asked)
            waited += seconds
            try wait(seconds) { try progress(.waiting(file, seconds: seconds)) }
        }
    }

    private func wait(_ seconds: Double, _ idle: () throws -> Void) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            try idle()
            Thread.sleep(forTimeInterval: min(0.2, seconds))
        }
    }
}

extension HubError {
    /// Whether the file may be on the hub as it was, for all that this says.
    fileprivate var takesNothingAway: Bool {
        switch self {
        case .unreachable, .unauthorized, .forbidden, .tooManyRequests: true
        case .unexpectedStatus(_, let status): status >= 500
        default: false
        }
    }
}

extension URL {
    /// Whether scheme, host and port are the same.
    fileprivate func isOfSameOrigin(as other: URL) -> Bool {
        func port(_ url: URL) -> Int? { url.port ?? ["http": 80, "https": 443][url.scheme?.lowercased() ?? ""] }
        return scheme?.lowercased() == other.scheme?.lowercased() && host?.lowercased() == other.host?.lowercased() && port(self) == port(other)
    }
}

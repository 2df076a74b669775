import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One request and its answer, which the caller's own thread takes as it comes. Redirects are answers, not followed.
///
/// The session calls from threads of its own; all that they share with the caller's is behind the lock.
final class HTTPTransfer: NSObject, @unchecked Sendable {
    enum Event: Sendable {
        case response(HTTPResponse)
        case data(Data)
    }

    /// Why an answer did not come to its end; the text is the system's.
    struct Failure: Error {
        let reason: String
    }

    /// A server that says nothing for so long, in seconds, is gone.
    private static let patience: TimeInterval = 60
    /// How often the caller is asked whether it still wants to wait.
    private static let interval = DispatchTimeInterval.milliseconds(200)

    private enum Message: Sendable {
        case event(Event)
        case end(reason: String?)
    }

    private let messages = Mutex<[Message]>([])
    private let available = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - idle: called at times; what it throws ends the transfer.
    ///   - body: called with the answer's head, then with its bytes; false ends the transfer.
    /// - Throws: `Failure`, and whatever the closures throw.
    static func run(_ request: URLRequest, idle: () throws -> Void, _ body: (Event) throws -> Bool) throws {
        let configuration = configuration()
        let transfer = HTTPTransfer()
        let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        let task = session.dataTask(with: request)
        task.resume()
        while true {
            try idle()
            guard transfer.available.wait(timeout: .now() + interval) == .success else { continue }
            switch transfer.messages.withLock({ $0.removeFirst() }) {
            case .event(let event):
                guard try body(event) else { return }
            case .end(let reason):
                guard let reason else { return }
                throw Failure(reason: reason)
            }
        }
    }

    /// Keeps nothing: neither cookies nor answers.
    private static func configuration() -> URLSessionConfiguration {
        // Outside of Apple's systems the first configuration of a process makes a folder for cookies in the user's data folder, even where
        // none are kept. It is empty, and goes again; what stood there before, and what is not empty, stays.
        let variables = ProcessInfo.processInfo.environment
        let home = variables["XDG_DATA_HOME"] ?? (variables["HOME"] ?? NSHomeDirectory()) + "/.local/share"
        let program = URL(fileURLWithPath: Bundle.main.bundlePath).deletingPathExtension().lastPathComponent
        let made = [home + "/" + program, home].filter { !FileManager.default.fileExists(atPath: $0) }
        let configuration = URLSessionConfiguration.ephemeral
        for folder in made { rmdir(folder) }
        configuration.urlCache = nil
        configuration.httpCookieStorage = nil
        configuration.timeoutIntervalForRequest = patience
        return configuration
    }

    private func add(_ message: Message) {
        messages.withLock { $0.append(message) }
        available.signal()
    }
}

extension HTTPTransfer: URLSessionDataDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = HTTPResponse(response) { add(.event(.response(response))) }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        add(.event(.data(data)))
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        add(.end(reason: error.map { $0.localizedDescription.trimmingCharacters(in: CharacterSet(charactersIn: ". ")) }))
    }
}

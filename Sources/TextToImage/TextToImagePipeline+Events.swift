import Foundation

extension TextToImagePipeline {
    /// A run for asynchronous callers, on a thread of its own: arithmetic must not hold the threads that Swift's tasks share.
    ///
    /// Ending the iteration, or cancelling the task that iterates, stops the run at its next step.
    public func events(for request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error> {
        AsyncThrowingStream { continuation in
            let thread = Thread {
                do {
                    let run = try self.run(request)
                    while !Thread.current.isCancelled, let event = try run.next() { continuation.yield(event) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            let handle = ThreadHandle(thread)
            continuation.onTermination = { _ in handle.thread.cancel() }
            thread.start()
        }
    }
}

/// A thread that another may cancel, which Foundation allows.
private struct ThreadHandle: @unchecked Sendable {
    let thread: Thread

    init(_ thread: Thread) {
        self.thread = thread
    }
}

import Foundation
import Synchronization

/// Ctrl-C and a polite kill: the run in progress stops at its next step, with nothing half-written.
enum Interruption {
    struct Interrupted: Error {
        /// Prompts of a file whose pictures stand; nil where there is no file.
        var finishedPrompts: Int?
        /// Whether the same command would paint them again.
        var startsAgain = false
        /// Whether what was fetched from the hub stays.
        var keepsDownloads = false
    }

    private static let requested = Atomic<Bool>(false)

    /// From now on the two signals raise the flag; a second one ends the program at once.
    static func watch() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] {
            sigaddset(&signals, number)
            signal(number) { number in
                Interruption.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
        // Whoever started this program may have left them blocked.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// - Throws: `Interrupted` when a signal has come.
    static func check() throws {
        if requested.load(ordering: .relaxed) { throw Interrupted() }
    }
}

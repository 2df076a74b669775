import Foundation
import Synchronization

/// Ctrl-C and a polite kill: the run in progress stops at its next step, with nothing half-written.
enum Interruption {
    struct Interrupted: Error {}

    private static let requested = Atomic<Bool>(false)

    /// From now on the two signals raise the flag; a second one ends the program at once.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.requested.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }

    /// - Throws: `Interrupted` when a signal has come.
    static func check() throws {
        if requested.load(ordering: .relaxed) { throw Interrupted() }
    }
}

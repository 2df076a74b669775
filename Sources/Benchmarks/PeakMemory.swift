import CKernels
import Foundation

/// The most memory that this process has held at once since a moment, mapped pages included. Linux only.
enum PeakMemory {
    /// Forgets the past: from here on the peak is what is held now, or more.
    static func reset() {
        // What was freed would count.
        lubok_return_free_memory()
        // 5 resets the peak (proc(5)). Where it cannot be written the peak is that of the whole run.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// In bytes; nil where the system does not say.
    static func current() -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes * 1024
    }
}

import Foundation

/// A reader of files from strangers.
enum Subject: String, CaseIterable {
    case safetensors
    case torchZip = "torch-zip"
    case torchLegacy = "torch-legacy"
    case vocabulary
    case manifest
    case png

    /// That of this process; nil where the environment names none.
    static let chosen = ProcessInfo.processInfo.environment["LUBOK_FUZZ"].flatMap(Subject.init)
}

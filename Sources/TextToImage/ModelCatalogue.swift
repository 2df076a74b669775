import Foundation

/// The places where model folders are looked for, first one first.
public struct ModelCatalogue: Sendable {
    /// Folders that hold model folders.
    public let places: [String]

    /// The environment variable that puts a place in front of the others; several are separated by colons.
    public static let environmentVariable = "LUBOK_MODELS"
    /// The model that is used when none is named.
    public static let defaultModel = "lissitzky"

    public init(places: [String]) {
        self.places = places
    }

    /// The environment's places, then `Models` beside the program and in each folder above it (which is the source tree for a
    /// program that was just built), then the share folder of an installed one.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment, executable: String? = Self.executablePath) {
        var places = (environment[Self.environmentVariable] ?? "").split(separator: ":").map(String.init)
        if let executable {
            var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
            places.append(folder.deletingLastPathComponent().appendingPathComponent("share/lubok/models").path)
            while true {
                places.append(folder.appendingPathComponent("Models").path)
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        self.places = places.filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// Where this program's file lies.
    public static var executablePath: String? {
        Bundle.main.executablePath
    }

    /// Opens a model by its name, or by the path of its folder: whatever holds a slash is a path.
    public func open(_ name: String = defaultModel) throws(TextToImageError) -> ModelFolder {
        if name.contains("/") || name == "." || name == ".." { return try ModelFolder(path: name) }
        for place in places where FileManager.default.fileExists(atPath: "\(place)/\(name)/\(ModelFolder.manifestName)") {
            return try ModelFolder(path: "\(place)/\(name)")
        }
        throw .modelNotFound(name: name, searched: places)
    }

    /// Every model folder in every place, by name; of two with one name, the one that `open` would take.
    public func list() -> [(name: String, path: String)] {
        var found = [String: String]()
        for place in places {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] where found[name] == nil {
                let path = "\(place)/\(name)"
                if FileManager.default.fileExists(atPath: "\(path)/\(ModelFolder.manifestName)") { found[name] = path }
            }
        }
        return found.sorted { $0.key < $1.key }.map { (name: $0.key, path: $0.value) }
    }
}

import Foundation

/// The places where model folders are looked for, first one first.
public struct ModelCatalogue: Sendable {
    /// Folders that hold model folders.
    public let places: [String]

    /// The environment variable that puts a place in front of the others; several are separated by colons.
    public static let environmentVariable = "LUBOK_MODELS"
    /// The model that is used when none is named.
    public static let defaultModel = "lissitzky"

    /// The places that are the user's: models in any other came with the program.
    private let changeable: Set<String>

    /// - Parameter places: all of them the user's.
    public init(places: [String]) {
        self.init(places: places, changeable: places)
    }

    private init(places: [String], changeable: [String]) {
        self.places = places
        self.changeable = Set(changeable)
    }

    /// The environment's places, then the user's own, then `Models` beside the program and in each folder above it (which is the source tree for a
    /// program that was just built), then the share folder of an installed one.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment, executable: String? = Self.executablePath) {
        var places = (environment[Self.environmentVariable] ?? "").split(separator: ":").map(String.init)
        places.append(Self.userPlace(environment: environment))
        let changeable = places
        if let executable {
            var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
            places.append(folder.deletingLastPathComponent().appendingPathComponent("share/lubok/models").path)
            while true {
                places.append(folder.appendingPathComponent("Models").path)
                if folder.path == "/" { break }
                folder.deleteLastPathComponent()
            }
        }
        self.init(places: places.filter { FileManager.default.fileExists(atPath: $0) }, changeable: changeable)
    }

    /// Where this user's models are made, whether it exists yet or not.
    public static func userPlace(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        // As the base directory specification has it: a relative path is none.
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/lubok/models" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share/lubok/models"
    }

    /// Where this program's file lies.
    public static var executablePath: String? {
        Bundle.main.executablePath
    }

    /// Opens a model by its name, or by the path of its folder: whatever holds a slash is a path.
    public func open(_ name: String = defaultModel) throws(TextToImageError) -> ModelFolder {
        if name.contains("/") || name == "." || name == ".." { return try ModelFolder(path: name) }
        return try ModelFolder(path: "\(place(of: name))/\(name)")
    }

    /// Every model folder in every place, by name; of two with one name, the one that `open` would take.
    public func list() -> [(name: String, path: String)] {
        var found = [String: String]()
        for place in places {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? [] where found[name] == nil && !Self.isHidden(name) {
                let path = "\(place)/\(name)"
                if FileManager.default.fileExists(atPath: "\(path)/\(ModelFolder.manifestName)") { found[name] = path }
            }
        }
        return found.sorted { $0.key < $1.key }.map { (name: $0.key, path: $0.value) }
    }

    /// Deletes a model folder with all that is in it.
    ///
    /// - Parameters:
    ///   - name: of a model, or the path of its folder, which must lie directly in one of the places.
    ///   - shipped: whether a model may be deleted that came with the program.
    /// - Returns: where it lay.
    /// - Throws: `modelNotFound`, `notAModelFolder`, `outsideCatalogue`, `shippedModel`, `cannotWrite`.
    public func remove(_ name: String, evenIfShipped shipped: Bool = false) throws(TextToImageError) -> String {
        let (place, path) = try locate(name)
        guard FileManager.default.fileExists(atPath: "\(path)/\(ModelFolder.manifestName)") else { throw .notAModelFolder(path: path) }
        let isLink = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeSymbolicLink
        // What a link points at lies elsewhere.
        guard !isLink else { throw .outsideCatalogue(path: path) }
        guard shipped || changeable.contains(place) else { throw .shippedModel(path: path) }
        // Under another name first: half a model must not be found by its name.
        let doomed = "\(place)/.\(UInt64.random(in: 0 ... .max)).removed"
        do {
            try FileManager.default.moveItem(atPath: path, toPath: doomed)
            try FileManager.default.removeItem(atPath: doomed)
        } catch {
            throw .cannotWrite(path: path, reason: SystemFault.reason(of: error))
        }
        return path
    }

    private func locate(_ name: String) throws(TextToImageError) -> (place: String, path: String) {
        guard name.contains("/") || name == "." || name == ".." else {
            let place = try place(of: name)
            return (place, "\(place)/\(name)")
        }
        guard let folder = Self.resolvingFolder(of: name) else { throw .notAModelFolder(path: name) }
        for place in places where Self.realPath(place) == folder.deletingLastPathComponent().path {
            return (place, "\(place)/\(folder.lastPathComponent)")
        }
        guard FileManager.default.fileExists(atPath: "\(folder.path)/\(ModelFolder.manifestName)") else { throw .notAModelFolder(path: name) }
        throw .outsideCatalogue(path: name)
    }

    /// The first place that has a model of this name.
    private func place(of name: String) throws(TextToImageError) -> String {
        for place in places
        where !Self.isHidden(name) && FileManager.default.fileExists(atPath: "\(place)/\(name)/\(ModelFolder.manifestName)") {
            return place
        }
        throw .modelNotFound(name: name, searched: places)
    }

    /// Models in the making, and those that are being deleted, have a name with a leading dot.
    private static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }

    /// A path whose last component is what it says, in a folder without links: of a link, the link, not what it points at. Nil where the
    /// folder does not exist.
    private static func resolvingFolder(of path: String) -> URL? {
        // Strokes at its end would lead through a link.
        let last = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        let plain = last.map { String(Substring(path.utf8[...$0])) } ?? "/"
        let name = (plain as NSString).lastPathComponent
        guard name != ".", name != "..", name != "/" else { return realPath(plain).map { URL(fileURLWithPath: $0) } }
        let folder = (plain as NSString).deletingLastPathComponent
        return realPath(folder.isEmpty ? "." : folder).map { URL(fileURLWithPath: $0).appendingPathComponent(name) }
    }

    /// The path as the system walks it, without links, `.` and `..`; nil where nothing stands.
    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

import Foundation
import TestSupport
import Testing
import TextToImage

@Suite struct ModelCatalogueTests {
    private let places = Result { try TemporaryFolder() }

    private func toy(at path: String) throws {
        let toy = try ToyModelFolder(#require(GoldenCase.all(kind: "pipeline").first))
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: toy.path, toPath: path)
    }

    @Test func theUsersPlaceIsLookedAt() throws {
        let home = try places.get()
        #expect(ModelCatalogue.userPlace(environment: ["HOME": "/home/user"]) == "/home/user/.local/share/lubok/models")
        #expect(ModelCatalogue.userPlace(environment: ["HOME": "/home/user", "XDG_DATA_HOME": "data"]) == "/home/user/.local/share/lubok/models")
        let environment = ["HOME": home.path, "XDG_DATA_HOME": home.path("data")]
        #expect(ModelCatalogue.userPlace(environment: environment) == home.path("data/lubok/models"))
        try toy(at: home.path("data/lubok/models/mine"))
        let catalogue = ModelCatalogue(environment: environment, executable: nil)
        #expect(catalogue.list().map(\.name) == ["mine"])
        #expect(try catalogue.open("mine").manifest.name == ToyModelFolder.name)
    }

    @Test func removesWhatIsTheUsers() throws {
        let home = try places.get()
        let place = home.path("mine")
        try toy(at: place + "/one")
        try toy(at: place + "/two")
        try toy(at: home.path("elsewhere/three"))
        try FileManager.default.createDirectory(atPath: place + "/none", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: place + "/link", withDestinationPath: home.path("elsewhere/three"))
        let catalogue = ModelCatalogue(places: [place])
        #expect(try catalogue.remove("one") == place + "/one")
        #expect(try catalogue.remove(place + "/two/") == place + "/two")
        #expect(catalogue.list().map(\.name) == ["link"])
        #expect(throws: TextToImageError.modelNotFound(name: "one", searched: [place])) { try catalogue.remove("one") }
        #expect(throws: TextToImageError.notAModelFolder(path: place + "/none")) { try catalogue.remove(place + "/none") }
        #expect(throws: TextToImageError.outsideCatalogue(path: place + "/link")) { try catalogue.remove("link") }
        for path in [home.path("elsewhere/three"), place + "/../elsewhere/three"] {
            #expect(throws: TextToImageError.outsideCatalogue(path: path)) { try catalogue.remove(path) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).sorted() == ["link", "none"])
        #expect(FileManager.default.fileExists(atPath: home.path("elsewhere/three/model.json")))
    }

    @Test func aLinkIsNotWhatItPointsAt() throws {
        let home = try places.get()
        let place = home.path("mine")
        try toy(at: place + "/one")
        try FileManager.default.createSymbolicLink(atPath: place + "/link", withDestinationPath: "one")
        try FileManager.default.createSymbolicLink(atPath: home.path("alias"), withDestinationPath: place)
        let catalogue = ModelCatalogue(places: [place])
        for path in [place + "/link", place + "/link/", home.path("alias/link")] {
            #expect(throws: TextToImageError.outsideCatalogue(path: place + "/link")) { try catalogue.remove(path) }
        }
        #expect(catalogue.list().map(\.name) == ["link", "one"])
        // The folder that a model lies in may be reached by a link.
        #expect(try catalogue.remove(home.path("alias/one")) == place + "/one")
    }

    @Test func modelsInTheMakingAreNone() throws {
        let place = try places.get().path("mine")
        try toy(at: place + "/.1.partial")
        let catalogue = ModelCatalogue(places: [place])
        #expect(catalogue.list().isEmpty)
        #expect(throws: TextToImageError.modelNotFound(name: ".1.partial", searched: [place])) { try catalogue.open(".1.partial") }
        // What a kill has left can be deleted by its path.
        #expect(try catalogue.remove(place + "/.1.partial") == place + "/.1.partial")
    }

    @Test func whatCameWithTheProgramStays() throws {
        let home = try places.get()
        try toy(at: home.path("share/lubok/models/shipped"))
        let catalogue = ModelCatalogue(environment: ["HOME": home.path("user")], executable: home.path("bin/lubok"))
        let path = try catalogue.open("shipped").path
        #expect(throws: TextToImageError.shippedModel(path: path)) { try catalogue.remove("shipped") }
        #expect(try catalogue.remove("shipped", evenIfShipped: true) == path)
    }
}

import Benchmarks
import Foundation
import FoundationXML
import Tensors
import Testing

@Suite("What is reported")
struct ReportTests {
    private static let parts = [
        PartMeasurement(
            part: .step, shape: "malevich", precision: .float32, candidates: 8, position: 512, timing: Timing(samples: [3, 2, 4]),
            work: Work(bytes: 10e9, operations: 20e9), peakMemory: 123, weightBytes: 45, stepsPerPicture: 1024, machine: LimitTests.machine),
        PartMeasurement(
            part: .decode, shape: "malevich", precision: .float32, candidates: 1, position: nil, timing: Timing(samples: [5]),
            work: Work(bytes: 1e9, operations: 294e9), peakMemory: nil, machine: LimitTests.machine),
    ]

    private static func object(_ report: BenchmarkReport) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    }

    @Test func theObject() throws {
        var report = BenchmarkReport(machine: LimitTests.machine)
        report.parts = Self.parts
        let object = try Self.object(report)
        #expect(Set(object.keys) == ["machine", "parts"])

        let machine = try #require(object["machine"] as? [String: Any])
        #expect(
            Set(machine.keys) == ["read_gb_s", "gflops_f32", "gflops_bf16", "gops_int8", "openblas_core", "tier", "threads", "load"])
        #expect(machine["read_gb_s"] as? Double == 10)
        #expect(machine["gflops_f32"] as? Double == 100)
        #expect(machine["gops_int8"] is NSNull)
        #expect(machine["threads"] as? Int == 3)

        let parts = try #require(object["parts"] as? [[String: Any]])
        let keys: Set = [
            "part", "shape", "precision", "candidates", "position", "seconds_median", "seconds_min", "bytes", "operations",
            "limit_seconds", "share", "unit", "repeats", "seconds_per_picture", "peak_memory_bytes", "weight_bytes",
        ]
        #expect(parts.allSatisfy { Set($0.keys) == keys })
        #expect(parts[0]["part"] as? String == "step" && parts[0]["precision"] as? String == "float32")
        #expect(parts[0]["candidates"] as? Int == 8 && parts[0]["position"] as? Int == 512)
        #expect(parts[0]["seconds_median"] as? Double == 3 && parts[0]["seconds_min"] as? Double == 2)
        #expect(parts[0]["bytes"] as? Int == 10_000_000_000 && parts[0]["operations"] as? Int == 20_000_000_000)
        #expect(parts[0]["limit_seconds"] as? Double == 1 && parts[0]["share"] as? Double == 0.5)
        #expect(parts[0]["seconds_per_picture"] as? Double == 384)
        #expect(parts[0]["peak_memory_bytes"] as? Int == 123 && parts[0]["weight_bytes"] as? Int == 45)
        #expect(parts[1]["position"] is NSNull && parts[1]["peak_memory_bytes"] is NSNull)
        #expect(parts[1]["limit_seconds"] as? Double == 2.94)
    }

    @Test func accuracyInTheObject() throws {
        var report = BenchmarkReport(machine: LimitTests.machine)
        var logits = LogitComparison()
        logits.add(reference: [1, 2, 3].span, other: [1, 2, 3].span)
        report.accuracy = [
            AccuracyMeasurement(model: "m", precision: .float32, logits: logits, pictures: PictureComparison(), leastCosine: nil)
        ]
        let accuracy = try #require(Self.object(report)["accuracy"] as? [[String: Any]])
        #expect(
            Set(accuracy[0].keys) == [
                "model", "precision", "positions", "largest_logit_error", "mean_logit_error", "mean_kl_divergence", "greedy_agreement",
                "largest_pixel_error", "psnr_db", "least_cosine",
            ])
        #expect(accuracy[0]["positions"] as? Int == 1 && accuracy[0]["greedy_agreement"] as? Double == 1)
        #expect(accuracy[0]["psnr_db"] is NSNull)
    }

    @Test func logitsAreCompared() {
        var comparison = LogitComparison()
        // Probabilities ¾, ¼ against ½, ½.
        comparison.add(reference: [Float(log(3.0)), 0].span, other: [0, 0].span)
        let divergence = 0.75 * log(1.5) + 0.25 * log(0.5)
        #expect(abs(comparison.meanDivergence - divergence) < 1e-6)
        #expect(abs(comparison.largestError - log(3.0)) < 1e-6 && abs(comparison.meanError - log(3.0) / 2) < 1e-6)
        #expect(comparison.greedyAgreement == 1)
        // The same distribution, all logits 5 higher; then another favourite.
        comparison.add(reference: [1, 0].span, other: [6, 5].span)
        #expect(abs(comparison.meanDivergence - divergence / 2) < 1e-6)
        #expect(comparison.largestError == 5)
        comparison.add(reference: [1, 0].span, other: [0, 1].span)
        #expect(abs(comparison.greedyAgreement - 2.0 / 3) < 1e-12 && comparison.positions == 3)
    }

    @Test func picturesAreCompared() {
        var comparison = PictureComparison()
        comparison.add(reference: Tensor(shape: [3, 1, 1], values: [0, 0.5, 1]), other: Tensor(shape: [3, 1, 1], values: [0, 0.4, 1]))
        #expect(abs(comparison.largestError - 25.5) < 1e-4)
        #expect(abs(comparison.decibels - 10 * log10(300)) < 1e-4)
    }

    @Test func theRooflineIsAPictureOfEveryPart() throws {
        let svg = RooflineChart(machine: LimitTests.machine, parts: Self.parts).svg
        let elements = SVGElements()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = elements
        #expect(parser.parse(), "\(parser.parserError.debugDescription)")
        #expect(elements.attributes["svg"]?.count == 1)
        #expect(elements.attributes["polyline"]?.count == 1, "one unit, one roof")
        let dots = try #require(elements.attributes["circle"])
        #expect(dots.count == Self.parts.count)
        // To the right is more operations for a byte; down is slower; all inside the plot.
        let places = dots.map { (x: Double($0["cx"] ?? "") ?? .nan, y: Double($0["cy"] ?? "") ?? .nan) }
        #expect(places.allSatisfy { (80...700).contains($0.x) && (40...540).contains($0.y) }, "\(places)")
        #expect(places[0].x < places[1].x && places[0].y > places[1].y)
    }

    @Test func aRooflineWithoutPartsIsStillOne() {
        let parser = XMLParser(data: Data(RooflineChart(machine: LimitTests.machine, parts: []).svg.utf8))
        #expect(parser.parse())
    }
}

/// The elements of a document and their attributes, by name.
private final class SVGElements: NSObject, XMLParserDelegate {
    private(set) var attributes: [String: [[String: String]]] = [:]

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        self.attributes[name, default: []].append(attributes)
    }
}

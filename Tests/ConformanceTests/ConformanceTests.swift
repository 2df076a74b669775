import Foundation
import Tensors
import TestSupport
import Testing

/// Every reference case in `Tests/Goldens`, or in the folder that `LUBOK_GOLDENS` names, against what the original programs gave.
@Suite(.serialized) struct ConformanceTests {
    /// The check of each kind of case. A kind that is not here is reported as skipped.
    private static let checks: [String: @Sendable (GoldenCase) throws -> CaseResult] = [
        "bpe": checkTokenization,
        "dalle": checkTransformer,
        "image-prompts": checkImagePrompts,
        "pipeline": checkPipeline,
        "realesrgan": checkUpscaling,
        "ruclip": checkMatching,
        "sampling": checkSampling,
        "segmentation": checkSegmentation,
        "vqgan-gumbel": checkCodec,
        "vqgan-vq": checkCodec,
    ]

    @Test(arguments: try GoldenCase.all())
    func conforms(golden: GoldenCase) throws {
        guard let check = Self.checks[golden.kind] else {
            Self.report(golden, "skipped", "this kind is not supported yet")
            return
        }
        do {
            let result = try check(golden)
            let passed = result.largestError <= 1
            Self.report(
                golden, passed ? "passed" : "FAILED", "largest error \(result.largestError) of the tolerance: \(result.detail)")
            #expect(passed, "\(golden): \(result.detail)")
        } catch {
            Self.report(golden, "FAILED", "\(error)")
            throw error
        }
    }

    /// Mean divergence from float32 in nats that still is the same model. The cases are tiny models of random weights, whose logits are far
    /// wider apart than those of trained ones: what a trained model loses is in docs/performance.md.
    private static let reach: [Precision: Double] = [.bfloat16: 1e-2, .int8: 5e-2, .int4: 1]

    /// The precisions that are not the truth stay near it, the finer the nearer.
    @Test(arguments: try GoldenCase.all().filter { $0.kind == "dalle" })
    func lowerPrecisionsStayNear(golden: GoldenCase) throws {
        var finer = 0.0
        for (precision, comparison) in try transformerAccuracy(golden) {
            print(
                "accuracy: \(golden.name) \(precision) largest error \(comparison.largestError), mean \(comparison.meanError),",
                "divergence \(comparison.meanDivergence), greedy codes that agree \(comparison.greedyAgreement)",
                "of \(comparison.positions) positions")
            #expect(comparison.positions > 0 && comparison.meanDivergence <= Self.reach[precision] ?? 0)
            #expect(comparison.meanError > finer)
            finer = comparison.meanError
        }
    }

    /// A folder without cases proves nothing.
    @Test func thereAreCases() throws {
        let kinds = Set(try GoldenCase.all().map(\.kind))
        #expect(!kinds.isDisjoint(with: Self.checks.keys), "no case of a supported kind in \(GoldenCase.folder.path())")
    }

    private static func report(_ golden: GoldenCase, _ verdict: String, _ detail: String) {
        print("conformance: \(golden.name) (\(golden.kind)) \(verdict), \(detail)")
    }
}

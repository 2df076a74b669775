import ForegroundSegmentation
import Testing

@Suite struct ForegroundMaskTests {
    @Test func confidenceIsTheMeanOfTheLikelierClass() {
        let mask = ForegroundMask(width: 2, height: 2, probabilities: [1, 0, 0.25, 0.75])
        #expect(mask.confidence == 0.875)
        #expect(mask.foregroundShare == 0.5)
    }

    @Test func noNumberIsNoConfidence() {
        let mask = ForegroundMask(width: 2, height: 1, probabilities: [1, .nan])
        #expect(mask.confidence.isNaN)
        #expect(mask.foregroundShare == 0.5)
    }
}

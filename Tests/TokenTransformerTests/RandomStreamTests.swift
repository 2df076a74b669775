import Testing
import TokenTransformer

@Suite struct RandomStreamTests {
    /// The known answers that the authors of Random123 publish for ten rounds.
    @Test func philoxGivesThePublishedWords() {
        #expect(
            Philox.words(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
                == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
        #expect(
            Philox.words(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
                == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
        #expect(
            Philox.words(
                counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), key: SIMD2(0xA409_3822, 0x299F_31D0))
                == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
    }

    @Test func everyPartOfTheKeyMatters() {
        let numbers = [
            RandomStream(seed: 1, promptDigest: 2, candidate: 3).uniform(at: 4),
            RandomStream(seed: 9, promptDigest: 2, candidate: 3).uniform(at: 4),
            RandomStream(seed: 1 << 40, promptDigest: 2, candidate: 3).uniform(at: 4),
            RandomStream(seed: 1, promptDigest: 9, candidate: 3).uniform(at: 4),
            RandomStream(seed: 1, promptDigest: 2 + 1 << 40, candidate: 3).uniform(at: 4),
            RandomStream(seed: 1, promptDigest: 2, candidate: 9).uniform(at: 4),
            RandomStream(seed: 1, promptDigest: 2, candidate: 3).uniform(at: 9),
        ]
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(RandomStream(seed: 1, promptDigest: 2, candidate: 3).uniform(at: 4) == numbers[0])
    }

    @Test func numbersAreSpreadEvenly() {
        let stream = RandomStream(seed: 0, promptDigest: 0, candidate: 0)
        var counts = [Int](repeating: 0, count: 16)
        for position in 0..<16_000 { counts[Int(stream.uniform(at: position) * 16)] += 1 }
        // χ² with fifteen degrees of freedom exceeds 37.7 once in a thousand; the stream is fixed.
        #expect(counts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 } < 37.7)
    }

    @Test func digestsAreFNV1a() {
        // Published values: of nothing, and of the byte "a", here followed by three zero bytes.
        #expect(PromptDigest.of(tokens: []) == 0xCBF2_9CE4_8422_2325)
        let prime: UInt64 = 0x0000_0100_0000_01B3
        #expect(PromptDigest.of(tokens: [0x61]) == 0xAF63_DC4C_8601_EC8C &* prime &* prime &* prime)
        #expect(PromptDigest.of(tokens: [1, 2]) != PromptDigest.of(tokens: [2, 1]))
        #expect(PromptDigest.of(tokens: [256]) != PromptDigest.of(tokens: [1]))
    }
}

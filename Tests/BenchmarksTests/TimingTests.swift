import Benchmarks
import Testing

@Suite("Timing")
struct TimingTests {
    @Test func theMedianIsTheMiddleOne() {
        #expect(Timing(samples: [5, 1, 3]).median == 3)
        #expect(Timing(samples: [4, 1, 3, 2]).median == 2.5)
        #expect(Timing(samples: [7]).median == 7)
    }

    @Test func theLeastIsTheShortest() {
        #expect(Timing(samples: [5, 1, 3]).least == 1)
    }
}

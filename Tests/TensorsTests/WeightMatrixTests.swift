import Tensors
import TestSupport
import Testing

@Suite struct WeightMatrixTests {
    @Test(arguments: Precision.allCases)
    func matchesADirectProduct(precision: Precision) {
        var random = SeededGenerator(seed: 1)
        for (rows, inputs, outputs) in [(1, 3, 5), (4, 48, 144), (9, 64, 257)] {
            let weights = Tensor(shape: [outputs, inputs], values: random.floats(outputs * inputs))
            let input = Tensor(shape: [rows, inputs], values: random.floats(rows * inputs))
            let bias = Tensor(shape: [outputs], values: random.floats(outputs))
            var output = Tensor(shape: [rows, outputs])
            precision.pack(weights).multiply(input, rows: rows, bias: bias, into: &output, on: .shared)
            let expected = (0..<rows * outputs).map { place -> Float in
                let (row, column) = (place / outputs, place % outputs)
                return (0..<inputs).reduce(bias[column]) { $0 + input[row * inputs + $1] * weights[column * inputs + $1] }
            }
            #expect(largestDifference(output.values, expected) < 1e-4)
        }
    }

    /// What every promise of repeatable pictures rests on.
    @Test(arguments: Precision.allCases)
    func aRowDependsOnNeitherCompanyNorThreads(precision: Precision) {
        var random = SeededGenerator(seed: 2)
        let (inputs, outputs) = (96, 401)
        let matrix = precision.pack(Tensor(shape: [outputs, inputs], values: random.floats(outputs * inputs)))
        let input = Tensor(shape: [40, inputs], values: random.floats(40 * inputs))
        var alone = [UInt32]()
        for row in 0..<40 {
            let single = Tensor(shape: [1, inputs], values: Array(input.values[row * inputs..<(row + 1) * inputs]))
            var output = Tensor(shape: [1, outputs])
            matrix.multiply(single, rows: 1, bias: nil, into: &output, on: ComputePool(threads: 1))
            alone += output.values.map(\.bitPattern)
        }
        for threads in [1, 2, 5] {
            let pool = ComputePool(threads: threads)
            for rows in [1, 2, 3, 7, 8, 32, 40] {
                var output = Tensor(shape: [rows, outputs])
                matrix.multiply(input, rows: rows, bias: nil, into: &output, on: pool)
                #expect(output.values.map(\.bitPattern) == Array(alone[..<(rows * outputs)]))
            }
        }
    }
}

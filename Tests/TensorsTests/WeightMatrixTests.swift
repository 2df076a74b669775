import Tensors
import TestSupport
import Testing

@Suite struct WeightMatrixTests {
    /// The error of random weights and rows that a precision may bring in, as a share of the result's length.
    private static func relativeError(of precision: Precision) -> Float {
        switch precision {
        case .float32: 1e-6
        case .bfloat16: 4e-3
        case .int8: 1.5e-2
        case .int4: 0.12
        }
    }

    @Test(arguments: Precision.allCases)
    func matchesADirectProduct(precision: Precision) {
        var random = SeededGenerator(seed: 1)
        for (rows, inputs, outputs) in [(1, 3, 5), (4, 48, 144), (9, 64, 257), (130, 33, 70)] {
            let weights = Tensor(shape: [outputs, inputs], values: random.floats(outputs * inputs))
            let input = Tensor(shape: [rows, inputs], values: random.floats(rows * inputs))
            let bias = Tensor(shape: [outputs], values: random.floats(outputs))
            var output = Tensor(shape: [rows, outputs])
            WeightMatrix(weights, precision: precision).multiply(input, rows: rows, bias: bias, into: &output, on: .shared)
            let expected = (0..<rows * outputs).map { place -> Float in
                let (row, column) = (place / outputs, place % outputs)
                return (0..<inputs).reduce(bias[column]) { $0 + input[row * inputs + $1] * weights[column * inputs + $1] }
            }
            let error = zip(output.values, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let length = expected.reduce(Float(0)) { $0 + $1 * $1 }
            #expect((error / length).squareRoot() < Self.relativeError(of: precision))
        }
    }

    /// Numbers that a precision holds exactly come out exactly: nothing but rounding is lost.
    @Test(arguments: [(Precision.bfloat16, Float(100), Float(100)), (.int8, 127, 127), (.int4, -8, 127)])
    func whatCanBeHeldIsExact(precision: Precision, largestWeight: Float, largestInput: Float) {
        var random = SeededGenerator(seed: 3)
        let (rows, inputs, outputs) = (5, 96, 40)
        func whole(_ count: Int, _ largest: Float, every period: Int) -> [Float] {
            let bound = abs(largest) - 1
            return random.floats(count).enumerated().map { $0 % period == 0 ? largest : ($1 * bound).rounded() }
        }
        let weights = Tensor(shape: [outputs, inputs], values: whole(outputs * inputs, largestWeight, every: 32))
        let input = Tensor(shape: [rows, inputs], values: whole(rows * inputs, largestInput, every: 32))
        var output = Tensor(shape: [rows, outputs])
        WeightMatrix(weights, precision: precision).multiply(input, rows: rows, bias: nil, into: &output, on: .shared)
        for row in 0..<rows {
            for column in 0..<outputs {
                let expected = (0..<inputs).reduce(Float(0)) { $0 + input[row * inputs + $1] * weights[column * inputs + $1] }
                #expect(abs(output[row * outputs + column] - expected) <= 1e-5 * abs(expected))
            }
        }
    }

    @Test(arguments: Precision.allCases)
    func packedBytesMakeTheSameMatrix(precision: Precision) {
        var random = SeededGenerator(seed: 4)
        let weights = Tensor(shape: [33, 70], values: random.floats(33 * 70))
        let input = Tensor(shape: [3, 70], values: random.floats(3 * 70))
        let matrix = WeightMatrix(weights, precision: precision)
        let again = WeightMatrix(layout: matrix.layout, packed: matrix.packed, scales: matrix.scales)
        var (first, second) = (Tensor(shape: [3, 33]), Tensor(shape: [3, 33]))
        matrix.multiply(input, rows: 3, bias: nil, into: &first, on: .shared)
        again.multiply(input, rows: 3, bias: nil, into: &second, on: .shared)
        #expect(first.values == second.values)
        #expect(matrix.byteCount == matrix.packed.count + (matrix.scales?.count ?? 0))
    }

    /// What every promise of repeatable pictures rests on.
    @Test(arguments: Precision.allCases)
    func aRowDependsOnNeitherCompanyNorThreads(precision: Precision) {
        var random = SeededGenerator(seed: 2)
        let (inputs, outputs) = (96, 401)
        let matrix = WeightMatrix(Tensor(shape: [outputs, inputs], values: random.floats(outputs * inputs)), precision: precision)
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

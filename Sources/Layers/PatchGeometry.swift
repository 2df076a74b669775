/// Where the patches of a convolution lie, and how they are gathered into the columns of a matrix.
struct PatchGeometry {
    let channels, height, width, kernel, stride: Int
    let padding: Conv2D.Padding
    let outputHeight, outputWidth: Int

    init(channels: Int, height: Int, width: Int, kernel: Int, stride: Int, padding: Conv2D.Padding) {
        self.channels = channels
        self.height = height
        self.width = width
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        outputHeight = (height + padding.top + padding.bottom - kernel) / stride + 1
        outputWidth = (width + padding.left + padding.right - kernel) / stride + 1
    }

    /// Numbers in a patch: the inner dimension of the product.
    var depth: Int { channels * kernel * kernel }

    /// A 1×1 convolution needs no gathering: the picture is the matrix.
    var isIdentity: Bool { kernel == 1 && stride == 1 && padding == .none }

    /// Writes the patches of the given outputs (row-major) as the columns of `[depth, outputs.count]`.
    func gather(_ input: UnsafeBufferPointer<Float>, outputs: Range<Int>, into columns: UnsafeMutableBufferPointer<Float>) {
        var row = 0
        for channel in 0..<channels {
            let plane = channel * height * width
            for kernelY in 0..<kernel {
                for kernelX in 0..<kernel {
                    gatherRow(
                        input, plane: plane, kernelY: kernelY, kernelX: kernelX, outputs: outputs,
                        into: columns.baseAddress! + row * outputs.count)
                    row += 1
                }
            }
        }
    }

    /// One row of the matrix: the same place of every patch. Goes along output lines, so that the inner loop is a copy.
    private func gatherRow(
        _ input: UnsafeBufferPointer<Float>, plane: Int, kernelY: Int, kernelX: Int, outputs: Range<Int>,
        into target: UnsafeMutablePointer<Float>
    ) {
        var output = outputs.lowerBound
        var place = 0
        while output < outputs.upperBound {
            let y = output / outputWidth * stride + kernelY - padding.top
            let firstColumn = output % outputWidth
            let lineCount = min(outputWidth - firstColumn, outputs.upperBound - output)
            let line = target + place
            if y < 0 || y >= height {
                line.update(repeating: 0, count: lineCount)
            } else {
                let source = input.baseAddress! + plane + y * width
                let offset = kernelX - padding.left
                if stride == 1 {
                    let x = firstColumn + offset
                    let before = min(max(-x, 0), lineCount)
                    let inside = max(min(x + lineCount, width) - (x + before), 0)
                    line.update(repeating: 0, count: before)
                    if inside > 0 { (line + before).update(from: source + x + before, count: inside) }
                    (line + before + inside).update(repeating: 0, count: lineCount - before - inside)
                } else {
                    for column in 0..<lineCount {
                        let x = (firstColumn + column) * stride + offset
                        line[column] = x >= 0 && x < width ? source[x] : 0
                    }
                }
            }
            output += lineCount
            place += lineCount
        }
    }
}

/// Where the elements of a tensor lie within its storage, all in elements, as PyTorch describes a view.
struct StridedLayout: Sendable, Hashable {
    /// Extents, outermost first.
    let shape: [Int]
    /// Distance between neighbours, one for each extent.
    let strides: [Int]
    /// Place of the first element.
    let offset: Int
    /// Product of the extents.
    let count: Int

    /// PyTorch's own limit.
    static let maximumRank = 64

    /// A row-major tensor at the start of its storage; nil where the extents are negative or their product overflows.
    init?(contiguous shape: [Int]) {
        guard let count = StridedLayout.elementCount(of: shape) else { return nil }
        self.init(shape: shape, strides: StridedLayout.contiguousStrides(of: shape), offset: 0, count: count)
    }

    /// A view of a storage of `storageCount` elements; nil where any element would lie outside of it, where numbers are negative or overflow,
    /// and where the view has more elements than the storage: a few bytes must not become gigabytes by a stride of 0.
    init?(shape: [Int], strides: [Int], offset: Int, within storageCount: Int) {
        guard shape.count == strides.count, shape.count <= StridedLayout.maximumRank,
            let count = StridedLayout.elementCount(of: shape),
            count <= storageCount, offset >= 0, offset <= storageCount, strides.allSatisfy({ $0 >= 0 })
        else { return nil }
        if count > 0 {
            var last = offset
            for (extent, stride) in zip(shape, strides) {
                let (reach, reachOverflows) = (extent - 1).multipliedReportingOverflow(by: stride)
                let (sum, sumOverflows) = last.addingReportingOverflow(reach)
                guard !reachOverflows, !sumOverflows else { return nil }
                last = sum
            }
            guard last < storageCount else { return nil }
        }
        self.init(shape: shape, strides: strides, offset: offset, count: count)
    }

    private init(shape: [Int], strides: [Int], offset: Int, count: Int) {
        self.shape = shape
        self.strides = strides
        self.offset = offset
        self.count = count
    }

    /// Whether the elements lie one after the other in row-major order. The stride of an extent of 1 means nothing.
    var isContiguous: Bool {
        zip(zip(shape, strides), StridedLayout.contiguousStrides(of: shape)).allSatisfy { $0.0 == 1 || $0.1 == $1 } || count == 0
    }

    /// The smallest run of the storage that holds all elements.
    var extent: Range<Int> {
        guard count > 0 else { return offset..<offset }
        return offset..<offset + zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    }

    /// Product of the extents; nil where one is negative or the product overflows. The product without the zeros must not overflow either,
    /// so that strides computed from the extents never do.
    static func elementCount(of shape: [Int]) -> Int? {
        var product = 1
        for extent in shape {
            guard extent >= 0 else { return nil }
            let (next, overflows) = product.multipliedReportingOverflow(by: max(extent, 1))
            guard !overflows else { return nil }
            product = next
        }
        return shape.contains(0) ? 0 : product
    }

    private static func contiguousStrides(of shape: [Int]) -> [Int] {
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in shape.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
        }
        return strides
    }
}

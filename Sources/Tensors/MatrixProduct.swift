import COpenBLAS

/// Large dense products on OpenBLAS, which is kept to one thread: parallelism is the pool's, over tiles of fixed size.
public enum MatrixProduct {
    /// The processor that OpenBLAS takes this one for, such as `SkylakeX`; `OPENBLAS_CORETYPE` in the environment overrides it.
    public static var openBLASCore: String {
        useOneThread
        return String(cString: openblas_get_corename())
    }

    /// Whether an operand is read as it lies or transposed.
    public enum Orientation: Sendable {
        case plain, transposed
        var cblas: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
    }

    /// c[m, n] = alpha · a[m, k] b[k, n] + beta · c, on the calling thread.
    ///
    /// - Parameters:
    ///   - aStride: floats between the rows of `a` as it lies in memory; the others likewise.
    public static func multiply(
        m: Int, n: Int, k: Int, alpha: Float = 1,
        a: UnsafePointer<Float>, _ aOrientation: Orientation = .plain, aStride: Int,
        b: UnsafePointer<Float>, _ bOrientation: Orientation = .plain, bStride: Int,
        beta: Float = 0, c: UnsafeMutablePointer<Float>, cStride: Int
    ) {
        useOneThread
        cblas_sgemm(
            CblasRowMajor, aOrientation.cblas, bOrientation.cblas, blasint(m), blasint(n), blasint(k), alpha,
            a, blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
    }

    /// Done once, before the first product.
    private static let useOneThread: Void = openblas_set_num_threads(1)
}

import Tensors
import TextToImage

/// `--threads`.
struct ThreadCount {
    private let threads: Int?

    /// More threads than any machine has are a slip of the finger.
    private static let most = 1024

    /// - Parameter threads: nil for all processors.
    init(_ threads: Int?) {
        self.threads = threads
    }

    func pool() throws(TextToImageError) -> ComputePool {
        if let threads, !(1...Self.most).contains(threads) {
            throw .badOption(name: "--threads", value: "\(threads)", allowed: .range(1...Self.most))
        }
        return ComputePool(threads: threads)
    }
}

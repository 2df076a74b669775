extension ContactSheet {
    /// A picture and what is written below it.
    public struct Tile: Sendable {
        public let image: Image

        /// Written as `#1`.
        public let rank: Int?

        /// Written with three digits behind the point, or as a dash if it is not finite.
        public let score: Double?

        public init(image: Image, rank: Int? = nil, score: Double? = nil) {
            self.image = image
            self.rank = rank
            self.score = score
        }

        /// What is written below the picture.
        package var label: String {
            let parts = [rank.map { "#\($0)" }, score.map(Self.figures)]
            return parts.compactMap { $0 }.joined(separator: " ")
        }

        private static func figures(_ score: Double) -> String {
            guard score.isFinite, abs(score) < 1e12 else { return "-" }
            let thousandths = Int((abs(score) * 1000).rounded())
            let fraction = String(thousandths % 1000 + 1000).dropFirst()
            return (score < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000).\(fraction)"
        }
    }
}

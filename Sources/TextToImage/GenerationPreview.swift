import Images

/// The pictures that are being drawn, as far as they are.
public struct GenerationPreview: Sendable {
    /// By candidate, in their order. What is not drawn yet is grey.
    public let pictures: [Picture]

    public struct Picture: Sendable {
        /// Its index among all candidates of the prompt.
        public let candidate: Int
        public let image: Image
    }
}

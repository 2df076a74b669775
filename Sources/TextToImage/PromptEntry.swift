/// One line of a file of prompts: what to paint, and what of the settings is its own.
public struct PromptEntry: Sendable, Equatable {
    /// Counted from 1.
    public var line: Int
    public var prompt: String
    /// What the line does not say is nil.
    public var candidates: Int?
    public var keep: Int?
    public var seed: UInt64?
    public var temperature: Double?
    public var topK: Int?
    public var topP: Double?
    public var guidance: Double?
    /// The pattern of its files' names.
    public var name: String?

    /// A line that is nothing but a prompt.
    public init(line: Int, prompt: String) {
        self.line = line
        self.prompt = prompt
    }

    func sampling(defaults: SamplingOptions) -> SamplingOptions {
        SamplingOptions(
            temperature: temperature ?? defaults.temperature, topK: topK ?? defaults.topK, topP: topP ?? defaults.topP,
            guidance: guidance ?? defaults.guidance)
    }
}

import CKernels

/// How a matrix of weights lies in memory: panels of 16 outputs, the last one padded with zeros, each as its kernel reads it.
///
/// The same on every tier, so that packed weights can be kept in files.
public struct PanelLayout: Sendable, Equatable {
    public let precision: Precision
    public let outputs: Int
    public let inputs: Int

    static let panelWidth = Int(LUBOK_PANEL_WIDTH)
    static let blockLength = Int(LUBOK_INT4_BLOCK)
    /// What mapped bytes are aligned to.
    private static let alignment = 64

    public init(precision: Precision, outputs: Int, inputs: Int) {
        precondition(outputs >= 0 && inputs >= 0, "\(outputs) × \(inputs) weights")
        self.precision = precision
        self.outputs = outputs
        self.inputs = inputs
    }

    /// What distinguishes bytes of this layout from others in a file. To change the layout is to change this.
    public var name: String { "\(precision.rawValue)-panels\(Self.panelWidth)" }

    var panelCount: Int { (outputs + Self.panelWidth - 1) / Self.panelWidth }

    /// Inputs that one step of the kernel takes together; the inner dimension is padded to a multiple of it.
    private var inputsPerStep: Int {
        switch precision {
        case .float32: 1
        case .bfloat16: 2
        case .int8: 4
        case .int4: Self.blockLength
        }
    }

    /// The inner dimension as the kernel sees it.
    var paddedInputs: Int { (inputs + inputsPerStep - 1) / inputsPerStep * inputsPerStep }

    /// Blocks of 32 inputs, the last of which may be shorter.
    var blockCount: Int { (paddedInputs + Self.blockLength - 1) / Self.blockLength }

    private var bitsPerWeight: Int {
        switch precision {
        case .float32: 32
        case .bfloat16: 16
        case .int8: 8
        case .int4: 4
        }
    }

    /// Bytes of a panel without its scales.
    var panelByteCount: Int { paddedInputs * Self.panelWidth * bitsPerWeight / 8 }

    /// Bytes of a panel's scales.
    var panelScaleByteCount: Int {
        switch precision {
        case .float32, .bfloat16: 0
        case .int8: Self.panelWidth * MemoryLayout<Float>.size
        case .int4: blockCount * Self.panelWidth * MemoryLayout<Float16>.size
        }
    }

    /// Bytes of all weights.
    public var byteCount: Int { aligned(panelCount * panelByteCount) }
    /// Bytes of all scales; 0 where there are none.
    public var scaleByteCount: Int { aligned(panelCount * panelScaleByteCount) }

    private func aligned(_ count: Int) -> Int { (count + Self.alignment - 1) / Self.alignment * Self.alignment }
}

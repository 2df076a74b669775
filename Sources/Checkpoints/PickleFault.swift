/// How a pickle breaks the rules of its format, or what it asks for that is not data.
public enum PickleFault: Sendable, Equatable, CustomStringConvertible {
    /// A count that is held below a limit, so that a small file cannot take much memory or time.
    public enum Limit: String, Sendable {
        case operations, memory = "bytes of objects", stackDepth = "values on the stack", memoIndex = "memo places"
        case textLength = "bytes of text", integerLength = "bytes of an integer"
    }

    case truncated
    /// The pickle does not begin with a protocol from 2 to 5.
    case unsupportedProtocol
    /// No opcode of the pickle format.
    case unknownOpcode(UInt8)
    /// An opcode that torch never writes, most of which call something.
    case forbiddenOpcode(String)
    /// A class or function of Python that weights do not need, written as in Python: `os.system`.
    case forbiddenGlobal(String)
    /// An allowed class or function, called with what it does not take.
    case wrongArguments(global: String)
    case stackUnderflow
    /// The value on the stack is not what the opcode works on.
    case wrongOperand(expected: String)
    case memoMissing(index: Int)
    case notUTF8
    case limitExceeded(Limit, maximum: Int)
    /// A reference to a storage that is not of torch's form.
    case invalidStorageReference
    /// Elements of the tensor lie outside of its storage, or it has more of them than the storage.
    case viewOutsideStorage(shape: [Int], strides: [Int], offset: Int, storageCount: Int)
    /// STOP with other than one value on the stack.
    case unfinished
    case dataAfterStop(count: Int)

    public var description: String {
        switch self {
        case .truncated:
            "it ends in the middle of an operation"
        case .unsupportedProtocol:
            "it does not begin with protocol 2 to 5"
        case .unknownOpcode(let code):
            "0x\(String(code, radix: 16)) is no opcode"
        case .forbiddenOpcode(let name):
            "opcode \(name) is not allowed"
        case .forbiddenGlobal(let name):
            "it names \(quoted(name)), which is not allowed"
        case .wrongArguments(let global):
            "\(quoted(global)) gets arguments that it does not take"
        case .stackUnderflow:
            "the operation lacks operands"
        case .wrongOperand(let expected):
            "the operation needs \(expected)"
        case .memoMissing(let index):
            "nothing was stored at memo place \(index)"
        case .notUTF8:
            "a text is not UTF-8"
        case .limitExceeded(let limit, let maximum):
            "it has more than \(maximum) \(limit.rawValue)"
        case .invalidStorageReference:
            "a reference to a storage is malformed"
        case .viewOutsideStorage(let shape, let strides, let offset, let storageCount):
            "a tensor of shape \(shape), strides \(strides) and offset \(offset) does not fit its storage of \(storageCount) elements"
        case .unfinished:
            "it stops with other than one value on the stack"
        case .dataAfterStop(let count):
            "\(count) bytes follow its end"
        }
    }
}

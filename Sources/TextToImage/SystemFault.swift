import Foundation

/// What the operating system said, in its own words.
enum SystemFault {
    /// The reason in an error thrown by Foundation: the underlying system error where there is one.
    static func reason(of error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        if let fault = (error as? POSIXError) ?? (underlying as? POSIXError) { return reason(of: fault.code.rawValue) }
        return error.localizedDescription.trimmingCharacters(in: ["."])
    }

    static func reason(of number: Int32) -> String { String(cString: strerror(number)) }
}

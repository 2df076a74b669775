import Foundation

/// What the operating system said, in its own words.
enum SystemFault {
    /// The reason in an error thrown by Foundation: the underlying system error where there is one.
    static func reason(of error: any Error) -> String {
        let error = error as NSError
        if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError, underlying.domain == NSPOSIXErrorDomain {
            return reason(of: Int32(underlying.code))
        }
        return error.domain == NSPOSIXErrorDomain ? reason(of: Int32(error.code)) : error.localizedDescription
    }

    static func reason(of number: Int32) -> String { String(cString: strerror(number)) }
}

import Foundation

/// What the operating system says about one of its error numbers, in its own words.
func systemReason(_ number: Int32) -> String {
    String(cString: strerror(number))
}

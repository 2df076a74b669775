/// A fault at a byte of a file whose name the thrower does not know.
struct LocatedFault<Fault: Sendable>: Error {
    let offset: Int
    let fault: Fault

    init(_ fault: Fault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }
}

import CLibFuzzer

/// libFuzzer's own mutations, and in files with checksums also those behind them: what a checksum refuses never meets the reader proper.
///
/// - Returns: the new length, at most `capacity`.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ capacity: Int, _ seed: UInt32) -> Int {
    // One in eight stays as it comes, so that checksums are tried, too.
    let repairs = !seed.isMultiple(of: 8)
    switch Subject.chosen {
    case .png where repairs:
        let length = LLVMFuzzerMutate(data, size, capacity)
        PNGChecksums.repair(UnsafeMutableBufferPointer(start: data, count: length))
        return length
    case .torchZip where repairs:
        guard var archive = StoredArchive(UnsafeMutableBufferPointer(start: data, count: size)), !archive.entries.isEmpty else { break }
        // The pickle stands first and says the most.
        let entry = seed / 8 % 4 == 0 ? Int(seed / 32) % archive.entries.count : 0
        archive.entries[entry].data = mutated(archive.entries[entry].data, room: capacity - size)
        let bytes = archive.bytes
        guard bytes.count <= capacity else { break }
        _ = UnsafeMutableBufferPointer(start: data, count: capacity).update(fromContentsOf: bytes)
        return bytes.count
    default: break
    }
    return LLVMFuzzerMutate(data, size, capacity)
}

private func mutated(_ bytes: [UInt8], room: Int) -> [UInt8] {
    var buffer = bytes + [UInt8](repeating: 0, count: max(room, 1))
    buffer.removeLast(buffer.count - LLVMFuzzerMutate(&buffer, bytes.count, buffer.count))
    return buffer
}

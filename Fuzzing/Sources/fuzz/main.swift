// libFuzzer over one of Lubok's readers of files: LUBOK_FUZZ=png fuzz [libFuzzer's options] [folders of files]
//
// The reader's name is no argument, because libFuzzer starts this program again with the arguments that it knows.

import CLibFuzzer
import Foundation

guard Subject.chosen != nil else {
    FileHandle.standardError.write(
        Data("LUBOK_FUZZ must be one of \(Subject.allCases.map(\.rawValue).joined(separator: ", ")).\n".utf8))
    exit(64)
}
var argumentCount = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(
    LLVMFuzzerRunDriver(&argumentCount, &arguments) { data, size in
        Subject.chosen?.read(UnsafeRawBufferPointer(start: data, count: size))
        return 0
    })

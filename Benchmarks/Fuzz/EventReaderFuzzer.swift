import ARI
import WireJSON

/// What libFuzzer calls with every input. Whatever the bytes are: read or refused; and what was read is written so that
/// it reads as the same event again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEventReader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let reader = ARIEventReader()
    guard let event = try? reader.read(bytes) else { return 0 }
    var writer = JSONWriter()
    event.write(to: &writer)
    guard let again = try? reader.read(writer.bytes) else {
        preconditionFailure("what was written cannot be read: \(String(decoding: writer.bytes, as: UTF8.self))")
    }
    precondition(again == event, "read, written, read: not the same event")
    return 0
}

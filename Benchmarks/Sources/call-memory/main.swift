import ARI
import ARITelephony
import Foundation
import Telephony

// What one live call costs in the picture: folds calls of a tape up to the moment in which caller and agent talk.
//   call-memory TAPE CALLS       one line: resident bytes after CALLS live calls

let arguments = CommandLine.arguments
guard arguments.count == 3, let wanted = Int(arguments[2]) else {
    print("usage: call-memory TAPE CALLS")
    exit(64)
}

func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

/// Ends are left out, so that every call that began goes on.
func isEnd(_ event: TelephonyEvent) -> Bool {
    switch event.kind {
    case .legEnded, .legLeftApplication, .legLeftBridge, .legHangupRequested, .bridgeDestroyed: true
    default: false
    }
}

guard let file = fopen(arguments[1], "r") else {
    perror(arguments[1])
    exit(1)
}
var board = CallBoard()
let reader = ARIEventReader()
var changes = BoardChanges()
var line: UnsafeMutablePointer<CChar>?
var room = 0
var callers = 0
while case let length = getline(&line, &room, file), length > 0 {
    guard let event = try? reader.read(UnsafeRawBufferPointer(start: line, count: length)) else { continue }
    guard let event = TelephonyEvent.translate(event), !isEnd(event) else { continue }
    if case .legEnteredApplication(_, let entry, _) = event.kind, entry.arguments.first != "agent" {
        // The tape's events of later calls are not needed once enough callers have come.
        if callers == wanted { break }
        callers += 1
    }
    board.apply(event, into: &changes)
}
// Callers, not `board.calls`: the tape repeats some recorded calls with their correlation ids, which the board takes for
// one call each.
print(#"{"calls":\#(callers),"resident_bytes":\#(residentBytes())}"#)

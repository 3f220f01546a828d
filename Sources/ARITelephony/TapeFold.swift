import ARI
import Telephony
import WireJSON

/// Folds a tape, one event a line, into a board, and reports what is left on it: the work of `mayday ari fold`.
package struct TapeFold: Sendable {
    /// Lines that are events, those of unknown type included.
    package private(set) var events = 0
    /// Lines that are no JSON object, or an event that lacks what its type requires.
    package private(set) var malformed = 0
    /// Events of a type that we do not know.
    package private(set) var unknown = 0
    package private(set) var anomalies: [Found] = []
    /// What a tape's end leaves alive. A tape does not say what its application was subscribed to, so a leg that only
    /// its application told of is taken to be gone when the application gives it up.
    package private(set) var board = CallBoard(watch: .application)

    private var line = 0
    private var changes = BoardChanges()
    private let reader = ARIEventReader()
    private let words: Vocabulary

    package init(_ words: Vocabulary = Vocabulary()) { self.words = words }

    /// An anomaly and the line, counted from 1, that brought it.
    package struct Found: Hashable, Sendable {
        package var line: Int
        package var anomaly: Anomaly
    }

    /// Folds one line, without its newline. An empty one is counted as a line and as nothing else.
    package mutating func take(_ bytes: UnsafeRawBufferPointer) {
        line += 1
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        let event: ARIEvent
        do throws(ARIEventError) {
            event = try reader.read(bytes)
        } catch {
            malformed += 1
            return
        }
        if case .unknown(let type, _, let defect) = event {
            if type.isEmpty || defect != nil {
                malformed += 1
            } else {
                events += 1
                unknown += 1
            }
            return
        }
        events += 1
        guard let told = TelephonyEvent.translate(event, words) else { return }
        board.apply(told, into: &changes)
        for anomaly in changes.anomalies { anomalies.append(Found(line: line, anomaly: anomaly)) }
    }

    /// Folds a whole tape.
    package mutating func take(tape: [UInt8]) {
        tape.withUnsafeBytes { (bytes) in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
                take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                start = end + 1
            }
        }
    }
}

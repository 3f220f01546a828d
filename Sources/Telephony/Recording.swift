/// A recording's name, which is also its id: two live recordings never share one.
package struct RecordingName: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// A recording under way.
package struct Recording: Hashable, Sendable {
    package var name: RecordingName
    package var format: String
    package var state: RecordingState
    package var target: MediaTarget
    /// Told when it is over.
    package var duration: Span?
    package var talking: Span?
    package var silence: Span?
    /// Why it failed; empty otherwise.
    package var cause: String

    package init(
        name: RecordingName, format: String, state: RecordingState, target: MediaTarget, duration: Span? = nil,
        talking: Span? = nil, silence: Span? = nil, cause: String = ""
    ) {
        self.name = name
        self.format = format
        self.state = state
        self.target = target
        self.duration = duration
        self.talking = talking
        self.silence = silence
        self.cause = cause
    }
}

package enum RecordingState: UInt8, Hashable, Sendable, CaseIterable {
    case queued, recording, paused, done, failed, canceled, unknown
}

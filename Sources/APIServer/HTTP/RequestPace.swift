/// How long the parts of a request may take, from their first byte to their last: whoever sends a byte now and then would
/// otherwise keep a connection for ever. Between requests there is no deadline; an idle connection is closed by the server behind.
struct RequestPace: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        /// Between two requests.
        case nothing
        /// The line and the headers.
        case head
        case body
    }

    let head: Duration
    let body: Duration
    /// What is being read.
    private(set) var part = Part.nothing
    /// When it must have come whole.
    private(set) var deadline: ContinuousClock.Instant?

    init(head: Duration, body: Duration) {
        self.head = head
        self.body = body
    }

    /// Bytes came, before anything is read from them. Empty lines before a request are none of it (RFC 9112 2.2).
    mutating func take(_ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant) {
        guard part == .nothing, bytes.contains(where: { $0 != 0x0D && $0 != 0x0A }) else { return }
        part = .head
        deadline = now + head
    }

    mutating func headCame(at now: ContinuousClock.Instant) {
        part = .body
        deadline = now + body
    }

    mutating func requestCame() {
        part = .nothing
        deadline = nil
    }

    /// How long what is being read could have taken, if that is over; nil while it may still come.
    func overrun(at now: ContinuousClock.Instant) -> Duration? {
        guard let deadline, now >= deadline else { return nil }
        return part == .head ? head : body
    }
}

import MaydayAPI

/// The journalled facts of the past, as events. Every fact has one event, and always the same one.
package protocol EventHistory: Sendable {
    /// Facts with an id above `cursor`, ascending, at most `limit`; empty when there are no more.
    func facts(after cursor: Int64, limit: Int) async throws(APIFailure) -> [APIEvent]
    /// The smallest cursor after which every fact is still kept (24 h, contract); 0 when nothing was ever dropped.
    func oldestCursor() async throws(APIFailure) -> Int64
}

/// No past: a cursor can be resumed only as far as the feed itself remembers.
package struct NoEventHistory: EventHistory {
    private let start: Int64

    /// `start`: the sequence at which the feed begins.
    package init(start: Int64 = 0) {
        self.start = start
    }

    package func facts(after cursor: Int64, limit: Int) async throws(APIFailure) -> [APIEvent] { [] }
    package func oldestCursor() async throws(APIFailure) -> Int64 { start }
}

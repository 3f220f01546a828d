import Queueing
import Telephony

/// One fact as the journal keeps it. The Store does not look into the body: `FactCoding` wrote it and reads it.
package struct JournalRow: Hashable, Sendable {
    /// The fact's place in this node's journal, from 1, given by the writer. Numbers only ever grow; a number that is
    /// missing was lost while the disk could not be written, and an `Interruption` tells of it.
    package var sequence: Int64
    /// The fact's moment.
    package var at: Instant
    /// The fact's name, as people will look for it with `sqlite3`.
    package var kind: String
    /// The version of the body's form, for upcasters.
    package var version: Int
    package var call: CallID?
    package var queue: QueueID?
    package var agent: AgentID?
    /// The routing group: the unit that may one day move to another node.
    package var group: String?
    package var body: [UInt8]

    package init(
        sequence: Int64, at: Instant, kind: String, version: Int, call: CallID? = nil, queue: QueueID? = nil,
        agent: AgentID? = nil, group: String? = nil, body: [UInt8]
    ) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.version = version
        self.call = call
        self.queue = queue
        self.agent = agent
        self.group = group
        self.body = body
    }

    /// About how many bytes of memory the row takes while it waits to be written.
    var footprint: Int {
        let texts = kind.utf8.count + (call?.raw.utf8.count ?? 0) + (queue?.raw.utf8.count ?? 0)
        return 160 + texts + (agent?.raw.utf8.count ?? 0) + (group?.utf8.count ?? 0) + body.count
    }
}

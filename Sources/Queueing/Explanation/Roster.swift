import Telephony
import WireJSON

/// Who the agents were and what the rules said while a configuration was in force: what explanations refer to by number, so
/// that each of them is small and the names are still known when the agents are not.
package struct Roster: Hashable, Sendable {
    /// In order of their ids.
    package private(set) var agents: [AgentID]
    package private(set) var names: [String]
    /// The sentence of each strategy that a queue had.
    package private(set) var rules: [String: String]

    package init(_ settings: Settings) {
        agents = settings.agents.map(\.id)
        names = settings.agents.map(\.name)
        rules = [:]
        for queue in settings.queues { rules[queue.strategy.rawValue] = queue.strategy.sentence }
    }

    package func number(of agent: AgentID) -> Int? {
        var low = 0
        var high = agents.count
        while low < high {
            let middle = (low + high) / 2
            if agents[middle] < agent { low = middle + 1 } else { high = middle }
        }
        return low < agents.count && agents[low] == agent ? low : nil
    }

    package func name(of agent: AgentID) -> String? { number(of: agent).map { names[$0] } }

    // MARK: As bytes

    package var bytes: [UInt8] {
        var json = JSONWriter(capacity: 64 * (agents.count + 2))
        json.beginObject()
        json.member("agents", agents.map(\.raw))
        json.member("names", names)
        json.member("strategies", rules.keys.sorted())
        json.member("rules", rules.keys.sorted().map { rules[$0] ?? "" })
        json.endObject()
        return json.bytes
    }

    /// The same for the same roster in every process (FNV-1a, 64 bits).
    package static func key(of bytes: [UInt8]) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    package init(bytes: [UInt8]) throws(CodingError) {
        var lists: [String: [String]] = [:]
        let failure: JSONError? = bytes.withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            do throws(JSONError) {
                try json.beginObject()
                while let key = try json.nextKey() {
                    var list: [String] = []
                    try json.beginArray()
                    while try json.nextElement() { list.append(try json.readString()) }
                    lists[key.string] = list
                }
                return nil
            } catch { return error }
        }
        if let failure { throw .malformed(failure) }
        agents = (lists["agents"] ?? []).map { AgentID($0) }
        names = lists["names"] ?? []
        guard names.count == agents.count else { throw .missing(field: "names") }
        rules = Dictionary(
            zip(lists["strategies"] ?? [], lists["rules"] ?? []).map { ($0, $1) },
            uniquingKeysWith: { first, _ in first })
    }
}

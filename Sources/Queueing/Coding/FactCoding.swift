import Telephony
import WireJSON

/// Facts as the journal keeps them: a name, a version and a compact JSON object. Names and meanings never change;
/// members may be added (readers skip what they do not know and supply what is missing); anything else is a new version
/// and an upcaster.
package enum FactCoding {
    /// The names of the facts in the journal.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case settingsChanged = "settings_changed"
        case entryOpened = "entry_opened"
        case entryWidened = "entry_widened"
        case entryOverdue = "entry_overdue"
        case demandRelaxed = "demand_relaxed"
        case entryPlaced = "entry_placed"
        case offerMade = "offer_made"
        case offerRinging = "offer_ringing"
        case offerAnswered = "offer_answered"
        case offerLost = "offer_lost"
        case entryConnected = "entry_connected"
        case holdBegun = "hold_begun"
        case holdEnded = "hold_ended"
        case entryClosed = "entry_closed"
        case callbackTaken = "callback_taken"
        case callbackDialled = "callback_dialled"
        case callbackAnswered = "callback_answered"
        case callbackEnded = "callback_ended"
        case callerLeft = "caller_left"
        case agentChanged = "agent_changed"
        case partChanged = "part_changed"
        case agentSeated = "agent_seated"
        case queueTurned = "queue_turned"
        case headsetCalled = "headset_called"
        case headsetUp = "headset_up"
        case headsetGone = "headset_gone"
        case orderGiven = "order_given"
        case dispositionGiven = "disposition_given"
        case dispositionMissed = "disposition_missed"
        case serverLost = "server_lost"
        case serverReconciled = "server_reconciled"

        /// The version in which it is written today.
        package var version: Int { 1 }
    }

    /// Turns the body of one version into that of the next.
    package struct Upcaster: Sendable {
        package var kind: Kind
        package var from: Int
        package var change: @Sendable (JSONValue) -> JSONValue

        package init(kind: Kind, from: Int, change: @escaping @Sendable (JSONValue) -> JSONValue) {
            self.kind = kind
            self.from = from
            self.change = change
        }
    }

    /// How to read what earlier versions wrote. None has changed yet.
    package static let upcasters: [Upcaster] = []

    package static func kind(of fact: Fact) -> Kind {
        switch fact {
        case .settingsChanged: .settingsChanged
        case .entryOpened: .entryOpened
        case .entryWidened: .entryWidened
        case .entryOverdue: .entryOverdue
        case .demandRelaxed: .demandRelaxed
        case .entryPlaced: .entryPlaced
        case .offerMade: .offerMade
        case .offerRinging: .offerRinging
        case .offerAnswered: .offerAnswered
        case .offerLost: .offerLost
        case .entryConnected: .entryConnected
        case .holdBegun: .holdBegun
        case .holdEnded: .holdEnded
        case .entryClosed: .entryClosed
        case .callbackTaken: .callbackTaken
        case .callbackDialled: .callbackDialled
        case .callbackAnswered: .callbackAnswered
        case .callbackEnded: .callbackEnded
        case .callerLeft: .callerLeft
        case .agentChanged: .agentChanged
        case .partChanged: .partChanged
        case .agentSeated: .agentSeated
        case .queueTurned: .queueTurned
        case .headsetCalled: .headsetCalled
        case .headsetUp: .headsetUp
        case .headsetGone: .headsetGone
        case .orderGiven: .orderGiven
        case .dispositionGiven: .dispositionGiven
        case .dispositionMissed: .dispositionMissed
        case .serverLost: .serverLost
        case .serverReconciled: .serverReconciled
        }
    }

    /// Reads a fact from the journal, whichever version wrote it.
    package static func fact(
        kind name: String, version: Int, body: [UInt8], upcasters: [Upcaster] = FactCoding.upcasters
    ) throws(CodingError) -> Fact {
        guard let kind = Kind(rawValue: name) else { throw .unknownKind(name) }
        guard version != kind.version else { return try decode(kind, body) }
        guard version < kind.version || upcasters.contains(where: { $0.kind == kind && $0.from == version }) else {
            throw .tooNew(kind: name, version: version)
        }
        var value: JSONValue
        do { value = try JSONValue(parsing: body) } catch { throw .malformed(error) }
        var at = version
        while let upcaster = upcasters.first(where: { $0.kind == kind && $0.from == at }) {
            value = upcaster.change(value)
            at += 1
        }
        return try decode(kind, value.bytes)
    }
}

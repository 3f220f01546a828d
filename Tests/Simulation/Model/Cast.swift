import Queueing
import SeededValues
import Telephony

/// A caller's channel and what it lives through.
struct Caller: Sendable {
    var server: Int
    var channel: String
    var queue: QueueID
    var needs = Needs.none
    /// When they first entered, on the virtual clock.
    var enteredAt: Int64
    var isAlive = true
    var stay: Int
    /// Who calls from the same telephone: the first of them.
    var number: Int
    /// The number of the happening with which they came, where they are the first.
    var arrival: UInt64 = 0
}

/// One stay of a caller in the application: what really happened, to be compared with the facts.
struct Stay: Sendable {
    enum End: Sendable { case hungUp, moved, released, hungUpByService, lostWithServer }

    var caller: Int
    var enteredAt: Int64
    var bridgedAt: Int64?
    var endedAt: Int64?
    var end: End?
    /// A gap, a kill or a lost server fell into it: the facts may have had to infer.
    var isTouched: Bool
    /// A customer's leg that we dialled, after they asked for it.
    var isCallback = false
    /// How long their agent had them on hold, and since when.
    var heldFor: Int64 = 0
    var heldSince: Int64?
}

struct Person: Sendable {
    var settings: AgentSettings
    var server: Int
    var isRegistered = true
    /// In a call that no queue brought.
    var isOnOtherCall = false
    /// The state of its device: in a call, whoever brought it.
    var isBusy = false
}

struct Channel: Sendable {
    enum Owner: Sendable, Equatable {
        case caller(Int)
        case agent(Int)
    }
    var owner: Owner
    var isUp = false
    /// A caller whose phone rings while they wait.
    var rings = false
    var isInApplication = true
    var bridge: String?
    /// A caller whose music and guard go on.
    var isOnMusic = false
    /// Since when a caller talks with both going on, as far as nobody was asked to end them.
    var disturbedSince: Int64?
    /// An agent who hears the ring of a customer's phone.
    var hearsRing = false
    /// When somebody was last asked to end it.
    var ringEndAskedAt: Int64?
    /// Since when a caller has heard nothing.
    var silentSince: Int64?
    /// The agent has pressed the key that ends their call.
    var isDismissed = false
    /// The phone behind it has died without a word.
    var isDead = false
    /// The phone behind it has it on hold, and when that last changed.
    var isHeld = false
    var holdChangedAt: Int64?
}

struct Asterisk: Sendable {
    var id: ServerID
    var channels: [String: Channel] = [:]
    var bridges: Set<String> = []
    var usedIDs: Set<String> = []
    /// Whether events reach the service.
    var isConnected = false
    /// Counts the sockets: what was on an earlier one is gone.
    var socket = 0
    /// Counts the times of silence, for the dead-man.
    var silence = 0
    /// Since when the service has not known its picture, and the times in which it did not.
    var blindSince: Int64?
    var blindTimes: [BlindTime] = []
    /// When each run of the server began.
    var starts: [Int64] = []
    /// Nothing is delivered before this moment.
    var floor: Int64 = 0
    /// Per channel, when its last event is delivered and its last request performed: both keep their order.
    var lastEvent: [String: Int64] = [:]
    var lastRequest: [String: Int64] = [:]

    func members(of bridge: String) -> [String] {
        channels.keys.filter { channels[$0]?.bridge == bridge }.sorted()
    }
}

/// A time in which the service did not know a server's picture.
struct BlindTime: Sendable {
    var from: Int64
    var until: Int64
    /// Whether it was told to have outlasted the dead-man.
    var deadMenRan: Bool
}

/// How rough a run is, drawn from its seed.
struct Plan: Sendable {
    var servers: Int
    var agents: Int
    var callers: Int
    /// People and phones do as they like, but nothing breaks: facts and truth must agree exactly.
    var isCalm: Bool
    /// Of a thousand requests, how many meet each kind of fault.
    var requestFault: Int
    /// Of a thousand events, how many come twice.
    var doubled: Int
    /// The agents' tiers in the first queue.
    var tiers: [Int]
    /// Whether queues and callers ask for skills, for tiers by and by, or for one agent.
    var hasDemands: Bool
    /// Whether half of the agents have headsets that stay connected.
    var hasHeadsets: Bool
    /// Whether some agents have room for several calls.
    var hasRooms = false
    /// Whether agents put callers on hold.
    var hasHolds = false
    /// When arrivals and faults end.
    var length: Int64 = 150_000

    init(_ random: inout SplitMix64) {
        servers = random.chance(perMille: 350) ? 2 : 1
        agents = 5 + random.below(4)
        callers = 20 + random.below(12)
        isCalm = random.chance(perMille: 250)
        requestFault = isCalm ? 0 : 10 + random.below(30)
        doubled = isCalm ? 0 : 10 + random.below(30)
        let hasTiers = random.chance(perMille: 250)
        tiers = (0..<agents).map { _ in hasTiers ? 1 + random.below(3) : 1 }
        hasDemands = random.chance(perMille: 400)
        hasHeadsets = random.chance(perMille: 300)
    }
}

/// Some queues ring all, half of the others ask the longest idle, the rest in any way there is.
func anyStrategy(_ random: inout SplitMix64) -> Strategy {
    let all = Strategy.allCases
    if random.chance(perMille: 150) { return .ringAll }
    return random.chance(perMille: 500) ? .longestIdle : all[random.below(all.count)]
}

import Telephony

/// The endpoints that cannot be reached and those that are in some call, as their servers told: in the picture of a
/// reconcile and in events since. Kept for endpoints that no agent uses as well, because one may log in there, or be given
/// that phone by a reload.
///
/// Never more than a server has endpoints; a server's are forgotten when it is lost, as its next picture tells of all.
/// Lives as long as the process.
struct Phones: Sendable {
    private var away: Set<EndpointKey> = []
    private var busy: Set<EndpointKey> = []
    /// Were away since a headset was last called there.
    private var wereAway: Set<EndpointKey> = []

    func isAway(_ endpoint: EndpointKey) -> Bool { away.contains(endpoint) }
    /// Whoever brought the call: an agent's own leg makes their phone busy as well.
    func isBusy(_ endpoint: EndpointKey) -> Bool { busy.contains(endpoint) }

    /// Whether the phone may have lost its calls, and nobody would know: one that lost its power sends no BYE.
    func wasAway(_ endpoint: EndpointKey) -> Bool { wereAway.contains(endpoint) }

    mutating func note(_ endpoint: EndpointKey, isReachable: Bool) {
        if isReachable {
            away.remove(endpoint)
        } else {
            away.insert(endpoint)
            wereAway.insert(endpoint)
        }
    }

    /// A headset is called there anew: what was before is of no concern to it.
    mutating func noteHeadset(at endpoint: EndpointKey) { wereAway.remove(endpoint) }

    mutating func note(_ endpoint: EndpointKey, isBusy: Bool) {
        if isBusy { busy.insert(endpoint) } else { busy.remove(endpoint) }
    }

    mutating func drop(server: ServerID) {
        away = away.filter { $0.server != server }
        busy = busy.filter { $0.server != server }
    }
}

import Telephony

/// The endpoints that cannot be reached, as their servers told: in the picture of a reconcile and in events since. Kept
/// for endpoints that no agent uses as well, because one may log in there, or be given that phone by a reload.
///
/// Never more than a server has endpoints; a server's are forgotten when it is lost, as its next picture tells of all.
/// Lives as long as the process.
struct UnreachablePhones: Sendable {
    private var endpoints: Set<EndpointKey> = []

    func contains(_ endpoint: EndpointKey) -> Bool { endpoints.contains(endpoint) }

    mutating func note(_ endpoint: EndpointKey, _ isReachable: Bool) {
        if isReachable { endpoints.remove(endpoint) } else { endpoints.insert(endpoint) }
    }

    mutating func drop(server: ServerID) { endpoints = endpoints.filter { $0.server != server } }
}

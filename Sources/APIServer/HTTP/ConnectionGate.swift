import Locking

/// Counts the open connections, so that clients cannot use up the file descriptors that the links to Asterisk need. Where
/// there are as many as may be, the one that has had no request for longest makes room; where each has one, the new one is
/// refused.
final class ConnectionGate: Sendable {
    /// What an open connection has.
    final class Place: Sendable {
        fileprivate let end: @Sendable () -> Void

        fileprivate init(_ end: @escaping @Sendable () -> Void) { self.end = end }
    }

    private struct State {
        var open: Set<ObjectIdentifier> = []
        /// Those without a request, and in which order they came to be so.
        var idle: [ObjectIdentifier: (place: Place, order: UInt64)] = [:]
        var latest: UInt64 = 0
        var isFull = false

        var idlest: Place? { idle.values.min { $0.order < $1.order }?.place }

        mutating func rest(_ place: Place) {
            latest += 1
            idle[ObjectIdentifier(place)] = (place, latest)
        }

        /// - Returns: whether it was open.
        mutating func remove(_ place: Place) -> Bool {
            idle[ObjectIdentifier(place)] = nil
            return open.remove(ObjectIdentifier(place)) != nil
        }
    }

    let most: Int
    private let state = Locked(State())
    private let onFull: @Sendable (Bool) -> Void

    /// - Parameter onFull: hears `true` when the first connection is refused, and `false` once no more than half as many
    ///   as may be are open: what comes and goes at the edge is told once. It must not block.
    init(most: Int, onFull: @escaping @Sendable (Bool) -> Void) {
        self.most = most
        self.onFull = onFull
    }

    /// The place of a new connection, which has no request yet; nil where it is refused. The gate is told with
    /// ``leave(_:)`` when it has gone.
    /// - Parameter end: closes it, from whatever thread: its place is another's now.
    func enter(_ end: @escaping @Sendable () -> Void) -> Place? {
        let place = Place(end)
        let (isAdmitted, idlest) = state.withLock { state -> (Bool, Place?) in
            let idlest = state.open.count < most ? nil : state.idlest
            if let idlest { _ = state.remove(idlest) }
            guard state.open.count < most else {
                if !state.isFull {
                    state.isFull = true
                    onFull(true)
                }
                return (false, nil)
            }
            state.open.insert(ObjectIdentifier(place))
            state.rest(place)
            return (true, idlest)
        }
        idlest?.end()
        return isAdmitted ? place : nil
    }

    /// A request has come.
    /// - Returns: false where the connection is being ended: nothing of it is to be served.
    func begin(_ place: Place) -> Bool {
        state.withLock { state in
            state.idle[ObjectIdentifier(place)] = nil
            return state.open.contains(ObjectIdentifier(place))
        }
    }

    /// Every request has its answer.
    func rest(_ place: Place) {
        state.withLock { state in
            if state.open.contains(ObjectIdentifier(place)) { state.rest(place) }
        }
    }

    func leave(_ place: Place) {
        state.withLock { state in
            guard state.remove(place), state.isFull, state.open.count <= most / 2 else { return }
            state.isFull = false
            onFull(false)
        }
    }
}

import Foundation
import Locking
import TestSupport

/// The wire between the service and Asterisk in a test's hand: all that passes here can be cut, and the event socket can
/// fall silent or lose its events. Requests go over connections of their own and are not touched by the latter two.
final class Wire: Sendable {
    enum Fault: Sendable {
        /// The socket stays open and not a byte passes, in either direction.
        case silent
        /// Pings are answered, but no event passes.
        case mute
    }

    private final class Pair: Sendable {
        let dialler: Int32
        let target: Int32
        let state = Locked<(isEvents: Bool, fault: Fault?, ended: Int)>((false, nil, 0))

        init(dialler: Int32, target: Int32) {
            self.dialler = dialler
            self.target = target
        }

        func cut() { state.withLock { shut($0.ended) } }

        /// The last of both directions closes.
        func end() {
            state.withLock { state in
                shut(state.ended)
                state.ended += 1
                guard state.ended == 2 else { return }
                Foundation.close(dialler)
                Foundation.close(target)
            }
        }

        /// A closed descriptor's number may be another's already.
        private func shut(_ ended: Int) {
            guard ended < 2 else { return }
            shutdown(dialler, Int32(SHUT_RDWR))
            shutdown(target, Int32(SHUT_RDWR))
        }
    }

    let port: UInt16
    private let listener: Int32
    private let targetPort: UInt16
    private let pairs = Locked<(open: [Pair], refuses: Bool)>(([], false))

    /// Listens on a port of its own and passes everything on.
    init(to targetPort: UInt16) throws {
        (listener, port) = try Sockets.listen(port: 0)
        self.targetPort = targetPort
        Thread.detachNewThread { self.accept() }
    }

    /// Ends every connection and lets none through until `mend`.
    func cut() {
        for pair in pairs.withLock({ state in
            state.refuses = true
            return state.open
        }) { pair.cut() }
    }

    func mend() { pairs.withLock { $0.refuses = false } }

    /// What befalls the event sockets that are open now; later ones are well.
    func fail(_ fault: Fault) {
        for pair in pairs.withLock({ $0.open }) {
            pair.state.withLock { if $0.isEvents { $0.fault = fault } }
        }
    }

    func close() {
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let dialler = Foundation.accept(listener, nil, nil)
            guard dialler >= 0 else { break }
            guard !pairs.withLock({ $0.refuses }), let target = try? Sockets.connect(port: targetPort).descriptor else {
                Foundation.close(dialler)
                continue
            }
            let pair = Pair(dialler: dialler, target: target)
            pairs.withLock { $0.open.append(pair) }
            Thread.detachNewThread { self.pump(pair, from: dialler, to: target) }
            Thread.detachNewThread { self.pump(pair, from: target, to: dialler) }
        }
        Foundation.close(listener)
    }

    private func pump(_ pair: Pair, from source: Int32, to sink: Int32) {
        var filter = FrameFilter()
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var isFirst = true
        while true {
            let count = recv(source, &chunk, chunk.count, 0)
            guard count > 0 else { break }
            if isFirst, source == pair.dialler {
                let head = String(decoding: chunk[..<count], as: UTF8.self).lowercased()
                pair.state.withLock { $0.isEvents = head.contains("upgrade: websocket") }
            }
            isFirst = false
            let (isEvents, fault) = pair.state.withLock { ($0.isEvents, $0.fault) }
            var bytes = Array(chunk[..<count])
            if isEvents { bytes = filter.filter(bytes[...], drops: fault == .mute) }
            if fault != .silent, !send(bytes, to: sink) { break }
        }
        pair.end()
        pairs.withLock { $0.open.removeAll { $0 === pair } }
    }

    private func send(_ bytes: [UInt8], to sink: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(sink, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

import ARI
import Logging

/// The request socket's half on the loop's thread; other threads only carry the reference.
final class RequestSocketCore: DialerOwner, @unchecked Sendable {
    private struct Pending {
        let id: String
        let ticket: RequestTicket
        let message: @Sendable (String) -> [UInt8]
        let timeout: LoopTimers.Token
    }

    var dialer: WebSocketDialer?
    private let loop: WebSocketLoop
    private let logger: Logger
    private let reader = ARIEventReader()
    private var waiting: [Pending] = []
    private var underWay: Pending?
    private var issued = 0
    private var connectionWaiters: [(Bool) -> Void] = []

    init(loop: WebSocketLoop, logger: Logger) {
        self.loop = loop
        self.logger = logger
    }

    func whenConnected(_ told: @escaping (Bool) -> Void) {
        if dialer?.isUp == true {
            told(true)
        } else if dialer?.isStopped == true {
            told(false)
        } else {
            connectionWaiters.append(told)
        }
    }

    private func tellConnectionWaiters(_ isConnected: Bool) {
        let waiters = connectionWaiters
        connectionWaiters = []
        for told in waiters { told(isConnected) }
    }

    func enqueue(_ ticket: RequestTicket, _ message: @escaping @Sendable (String) -> [UInt8]) {
        // Its cancellation may have overtaken it on the way here, and found nothing to abandon.
        guard !ticket.isCancelled else { return ticket.finish(.failure(.cancelled(sent: false))) }
        guard dialer?.isUp == true else {
            ticket.finish(.failure(.requestNotSent(.init(.unreachable, "the request socket does not stand"))))
            return
        }
        issued += 1
        let id = "\(issued)"
        let timeout = loop.after(ticket.exchange.timeout ?? .seconds(10)) { [weak self] in self?.timedOut(id) }
        waiting.append(Pending(id: id, ticket: ticket, message: message, timeout: timeout))
        sendNext()
    }

    func abandon(_ ticket: RequestTicket) {
        if underWay?.ticket === ticket {
            // Asterisk still works on it and answers nothing else meanwhile, so it stays under way.
            ticket.finish(.failure(.cancelled(sent: true)))
        } else if let index = waiting.firstIndex(where: { $0.ticket === ticket }) {
            loop.cancel(waiting.remove(at: index).timeout)
            ticket.finish(.failure(.cancelled(sent: false)))
        }
    }

    private func sendNext() {
        guard underWay == nil, !waiting.isEmpty else { return }
        let next = waiting.removeFirst()
        underWay = next
        dialer?.send(next.message(next.id))
    }

    private func timedOut(_ id: String) {
        let failure = ARITransportFailure(.timeout, "no answer in time")
        if let pending = underWay, pending.id == id {
            underWay = nil
            pending.ticket.finish(.failure(.outcomeUnknown(failure)))
            let exchange = pending.ticket.exchange
            logger.warning(
                "a request holds up the request socket, which is dialled anew",
                metadata: ["method": "\(exchange.method)", "path": "\(exchange.loggedTarget)"])
            dialer?.redial()
        } else if let index = waiting.firstIndex(where: { $0.id == id }) {
            waiting.remove(at: index).ticket.finish(.failure(.requestNotSent(failure)))
        }
    }

    private func failAll(_ detail: String) {
        let failure = ARITransportFailure(.closed, detail)
        if let pending = underWay {
            underWay = nil
            loop.cancel(pending.timeout)
            pending.ticket.finish(.failure(.outcomeUnknown(failure)))
        }
        let left = waiting
        waiting = []
        for pending in left {
            loop.cancel(pending.timeout)
            pending.ticket.finish(.failure(.requestNotSent(failure)))
        }
    }

    // MARK: From the dialler

    func dialerConnected(_ peer: String) {
        logger.info("request socket connected", metadata: ["peer": "\(peer)"])
        tellConnectionWaiters(true)
    }

    func dialer(received bytes: UnsafeRawBufferPointer) {
        guard case .restResponse(let response) = try? reader.read(bytes), let pending = underWay,
            response.requestID == pending.id
        else { return }
        underWay = nil
        loop.cancel(pending.timeout)
        pending.ticket.finish(.success(ARIAnswer(response)))
        sendNext()
    }

    func dialer(passedOver count: Int) {
        // It can only have been the answer that is waited for.
        failAll("the answer is larger than the limit")
        dialer?.redial()
    }

    func dialer(disconnected end: ARIDisconnection) {
        if end.wasConnected {
            logger.notice("request socket disconnected", metadata: ["reason": "\(end.reason)"])
        }
        failAll("the request socket ended")
        if end.retryIn == nil { tellConnectionWaiters(false) }
    }
}

import ARI
import CCurl
import Glibc
import Locking

/// libcurl's multi interface on one thread of its own: a keep-alive pool, many exchanges at a time.
///
/// The thread sleeps in `curl_multi_poll` and is woken by `curl_multi_wakeup`, the one call of libcurl that other
/// threads may make. It lives until ``shutdown()`` or until the last reference to the transport is gone.
final class HTTPTransport: Sendable {
    private let thread: HTTPThread

    /// - Throws: ``ARIError/requestNotSent(_:)`` where libcurl cannot start or was compiled for another version.
    init(server: ARIServer, settings: ARIRESTSettings) throws(ARIError) {
        thread = try HTTPThread(server: server, settings: settings)
        thread.start()
    }

    deinit { thread.stop() }

    /// Carries out one exchange. Cancelling the task drops its connection.
    func perform(_ exchange: HTTPExchange) async -> Result<ARIAnswer, ARIError> {
        let ticket = RequestTicket(exchange)
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { waiter in
                if ticket.submit(waiter) { thread.post(ticket) }
            }
        } onCancel: {
            if ticket.cancel() { thread.postCancellation(ticket) }
        }
    }

    /// Fails what is under way and ends the thread.
    func shutdown() { thread.stop() }

    /// Runs tasks on the transport's own thread, between its exchanges.
    var executor: any TaskExecutor { thread }
}

/// The thread's own half. Everything below `// Thread` is touched by the thread alone, once it runs.
final class HTTPThread: @unchecked Sendable {
    private struct Inbox {
        var tickets: [RequestTicket] = []
        var cancellations: [RequestTicket] = []
        var jobs: [UnownedJob] = []
        /// Whether the thread sleeps or is about to, and nobody has woken it yet.
        var mustBeWoken = false
        var isStopping = false
        /// False once the multi handle may be freed: nobody may wake it any more.
        var isAwake = true
    }

    /// How often tasks are taken in before requests have their turn: a task that the last one has put in line has it at
    /// once, but tasks that go on so for ever hold up nothing.
    private static let rounds = 16

    private let inbox = Locked(Inbox())
    private let multi: OpaquePointer

    // Thread
    private let server: ARIServer
    private let settings: ARIRESTSettings
    private var idle: [CurlTransfer] = []
    private var active: [ObjectIdentifier: CurlTransfer] = [:]

    init(server: ARIServer, settings: ARIRESTSettings) throws(ARIError) {
        // Options grow with the library: an older one than the header's would refuse some silently.
        guard ccurl_loaded_version() >= ccurl_header_version(), curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK,
            let multi = curl_multi_init()
        else {
            throw .requestNotSent(.init(.unavailable, "libcurl is older than its header, or cannot start"))
        }
        self.multi = OpaquePointer(multi)
        self.server = server
        self.settings = settings
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, settings.connectionLimit)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionLimit)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, settings.connectionLimit)
    }

    func start() {
        Thread.detach { self.run() }
    }

    func post(_ ticket: RequestTicket) {
        let isStopped = inbox.withLock { inbox in
            if inbox.isStopping { return true }
            inbox.tickets.append(ticket)
            wake(&inbox)
            return false
        }
        if isStopped { ticket.finish(.failure(.requestNotSent(.init(.unavailable, "the client was shut down")))) }
    }

    func postCancellation(_ ticket: RequestTicket) {
        inbox.withLock { inbox in
            guard inbox.isAwake else { return }
            inbox.cancellations.append(ticket)
            wake(&inbox)
        }
    }

    func stop() {
        inbox.withLock { inbox in
            inbox.isStopping = true
            if inbox.isAwake { wake(&inbox) }
        }
    }

    private func wake(_ inbox: inout Inbox) {
        guard inbox.mustBeWoken else { return }
        inbox.mustBeWoken = false
        curl_multi_wakeup(rawMulti)
    }

    private var rawMulti: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi) }

    private func run() {
        while takeIn() {
            var running: Int32 = 0
            curl_multi_perform(rawMulti, &running)
            collect()
            guard mayRest() else { continue }
            // libcurl shortens the wait to its own next deadline.
            curl_multi_poll(rawMulti, nil, 0, 60_000, nil)
        }
        end()
    }

    /// Takes in what was posted. Tasks come first: the requests that they post go out with the next perform.
    /// - Returns: false where the thread is to end.
    private func takeIn() -> Bool {
        for round in 1...Self.rounds {
            let isLast = round == Self.rounds
            var taken = Inbox()
            inbox.withLock { inbox in
                inbox.mustBeWoken = false
                swap(&taken.jobs, &inbox.jobs)
                if taken.jobs.isEmpty || isLast {
                    swap(&taken.tickets, &inbox.tickets)
                    swap(&taken.cancellations, &inbox.cancellations)
                }
                taken.isStopping = inbox.isStopping
            }
            for job in taken.jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            for ticket in taken.tickets { take(ticket) }
            for ticket in taken.cancellations { abandon(ticket) }
            if taken.isStopping { return false }
            if taken.jobs.isEmpty { return true }
        }
        return true
    }

    private func take(_ ticket: RequestTicket) {
        // Its cancellation may have overtaken it on the way here, and found nothing to end.
        guard !ticket.isCancelled else { return ticket.finish(.failure(.cancelled(sent: false))) }
        begin(ticket, onFreshConnection: false)
    }

    /// Whether nothing is left to take in; from then on the thread wants to be woken.
    private func mayRest() -> Bool {
        inbox.withLock { inbox in
            inbox.mustBeWoken =
                inbox.tickets.isEmpty && inbox.cancellations.isEmpty && inbox.jobs.isEmpty && !inbox.isStopping
            return inbox.mustBeWoken
        }
    }

    private func begin(_ ticket: RequestTicket, onFreshConnection: Bool) {
        guard let transfer = idle.popLast() ?? CurlTransfer(server: server, settings: settings) else {
            ticket.finish(.failure(.requestNotSent(.init(.unavailable, "libcurl gave no handle"))))
            return
        }
        transfer.prepare(ticket, onFreshConnection: onFreshConnection)
        guard curl_multi_add_handle(rawMulti, transfer.easy) == CURLM_OK else {
            ticket.finish(.failure(.requestNotSent(.init(.unavailable, "libcurl took no further request"))))
            return
        }
        active[ObjectIdentifier(ticket)] = transfer
    }

    private func abandon(_ ticket: RequestTicket) {
        guard let transfer = active.removeValue(forKey: ObjectIdentifier(ticket)) else { return }
        curl_multi_remove_handle(rawMulti, transfer.easy)
        ticket.finish(.failure(.cancelled(sent: transfer.hasSent)))
        recycle(transfer)
    }

    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(rawMulti, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = CurlTransfer.behind(easy), let ticket = transfer.ticket
            else { continue }
            let code = ccurl_message_result(message)
            curl_multi_remove_handle(rawMulti, easy)
            active[ObjectIdentifier(ticket)] = nil
            switch transfer.verdict(on: code) {
            case .answered(let result):
                ticket.finish(result)
                recycle(transfer)
            case .repeatOnFreshConnection:
                recycle(transfer)
                begin(ticket, onFreshConnection: true)
            }
        }
    }

    private func recycle(_ transfer: CurlTransfer) {
        transfer.ticket = nil
        if idle.count < settings.connectionLimit { idle.append(transfer) }
    }

    private func end() {
        let (late, jobs) = inbox.withLock { inbox in
            inbox.isAwake = false
            defer { inbox.jobs = [] }
            return (inbox.tickets, inbox.jobs)
        }
        for job in jobs { globalConcurrentExecutor.enqueue(job) }
        for ticket in late { ticket.finish(.failure(.requestNotSent(.init(.unavailable, "the client was shut down")))) }
        for transfer in active.values {
            curl_multi_remove_handle(rawMulti, transfer.easy)
            let failure = ARITransportFailure(.unavailable, "the client was shut down")
            transfer.ticket?.finish(.failure(transfer.hasSent ? .outcomeUnknown(failure) : .requestNotSent(failure)))
        }
        active = [:]
        idle = []
        curl_multi_cleanup(rawMulti)
    }
}

extension HTTPThread: TaskExecutor {
    /// A task that is put here works where the answers to its requests arrive: no other thread has to be woken between one
    /// request and the next. After the end of the thread, tasks go on where others run.
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isTaken = inbox.withLock { inbox in
            guard inbox.isAwake else { return false }
            inbox.jobs.append(job)
            wake(&inbox)
            return true
        }
        if !isTaken { globalConcurrentExecutor.enqueue(job) }
    }
}

import CWebSockets
import Glibc
import Locking
import Synchronization

/// One thread on which libwebsockets serves any number of event streams, listeners and request sockets.
///
/// libwebsockets is not thread-safe: but for `lws_cancel_service`, every call of it is made on this thread, and so
/// is every sink. It is a serial executor too: an actor that returns it from `unownedExecutor` runs here, and a
/// stream's sink may then enter that actor with `assumeIsolated`, without a switch of threads for any event.
///
/// One loop serves a whole process. libwebsockets 4.1 keeps an OpenSSL index that every new loop replaces for all: a
/// TLS handshake that is under way on another one meanwhile fails, and is tried again.
///
/// The thread lives until ``shutdown()``.
public final class WebSocketLoop: SerialExecutor, @unchecked Sendable {
    enum Work {
        case block(@Sendable () -> Void)
        case job(UnownedJob)
    }

    private struct Inbox {
        var work: [Work] = []
        var isWoken = false
        /// Some of the work is not to wait for the end of a rest.
        var isUrgent = false
        var isResting = false
        var isStopping = false
        var isGone = false
        var stopWaiters: [CheckedContinuation<Void, Never>] = []
    }

    private let inbox = Locked(Inbox())
    private let threadID = Atomic<UInt>(0)
    private let loopRest = LoopRest()

    // All below is touched by the loop's thread alone, once it runs.
    private let context: OpaquePointer
    /// The subprotocol that Asterisk speaks; libwebsockets keeps the pointer.
    private let protocolName: UnsafeMutablePointer<CChar>?
    private let protocols: UnsafeMutablePointer<lws_protocols>
    private let alarm: UnsafeMutablePointer<cwebsockets_alarm>
    private var alarmSetFor: UInt64?
    private var timers = LoopTimers()
    private var clientVhosts: [ARITrust?: OpaquePointer] = [:]
    private var alive: [ObjectIdentifier: WebSocketConnection] = [:]
    /// Kept to the end: a virtual host that was closed may still call back for its last connections.
    private var listeners: [ListenerCore] = []
    private var turnEnders: [any TurnEnding] = []
    private var pacer: TurnPacer
    /// A message waits to be written by the next turn.
    private var hasToWrite = false
    private var stops: [ObjectIdentifier: () -> Void] = [:]

    /// - Throws: ``ARIError/requestNotSent(_:)`` where libwebsockets cannot start, or is not the version that this
    ///   was compiled against: its structures differ from one minor version to the next.
    public convenience init() throws(ARIError) {
        try self.init(pacer: TurnPacer())
    }

    init(pacer: TurnPacer) throws(ARIError) {
        try Self.checkVersion()
        self.pacer = pacer
        protocols = .allocate(capacity: 2)
        protocols.initialize(repeating: lws_protocols(), count: 2)
        protocolName = strdup("ari")
        protocols[0].name = UnsafePointer(protocolName)
        protocols[0].callback = { webSocketCallback($0, $1, $2, $3, $4) }
        protocols[0].rx_buffer_size = Self.bufferSize
        alarm = .allocate(capacity: 1)
        alarm.initialize(to: cwebsockets_alarm())
        lws_set_log_level(0, nil)
        var info = lws_context_creation_info()
        info.port = -1
        info.options =
            UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS) | UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
        info.pt_serv_buf_size = UInt32(Self.bufferSize)
        guard let context = lws_create_context(&info) else {
            free(protocolName)
            protocols.deallocate()
            alarm.deallocate()
            throw .requestNotSent(.init(.unavailable, "libwebsockets cannot start"))
        }
        self.context = context
        alarm.pointee.context = context
        Thread.detach { self.run() }
    }

    deinit {
        free(protocolName)
        protocols.deallocate()
        alarm.deallocate()
    }

    /// Closes every connection, ends the thread, and returns when it is gone. The last element of each stream is
    /// `disconnected(.stopped)`.
    public func shutdown() async {
        await withCheckedContinuation { waiter in
            let isGone = inbox.withLock { inbox in
                if inbox.isGone { return true }
                inbox.isStopping = true
                inbox.stopWaiters.append(waiter)
                hurry(&inbox)
                wake(&inbox)
                return false
            }
            if isGone { waiter.resume() }
        }
    }

    // MARK: Work from other threads

    /// Runs `block` on the loop's thread, in the order of calls. Not after ``shutdown()``.
    /// - Parameter isUrgent: whether a rest of the loop ends for it.
    /// - Returns: whether it will run.
    @discardableResult
    func run(isUrgent: Bool = false, _ block: @escaping @Sendable () -> Void) -> Bool {
        post(.block(block), isUrgent: isUrgent)
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        precondition(post(.job(unowned)), "an actor outlived the loop that it runs on")
    }

    public func checkIsolated() {
        precondition(isOnThread, "not on the loop's thread")
    }

    /// Whether the caller runs on the loop's thread.
    var isOnThread: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    @discardableResult
    private func post(_ work: Work, isUrgent: Bool = false) -> Bool {
        inbox.withLock { inbox in
            guard !inbox.isGone else { return false }
            inbox.work.append(work)
            if isUrgent { hurry(&inbox) }
            wake(&inbox)
            return true
        }
    }

    /// Only under the lock: the context is freed only after `isGone`.
    private func wake(_ inbox: inout Inbox) {
        guard !inbox.isWoken, !inbox.isGone else { return }
        inbox.isWoken = true
        lws_cancel_service(context)
    }

    private func hurry(_ inbox: inout Inbox) {
        inbox.isUrgent = true
        if inbox.isResting { loopRest.end() }
    }

    // MARK: The thread

    private func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        var isStopping = false
        while !isStopping {
            setAlarm()
            hasToWrite = false
            if lws_service(context, 0) < 0 { break }
            isStopping = workOff()
            let now = Self.now()
            while let action = timers.popDue(at: now) { action() }
            let length = pacer.rest(after: endTurn(), at: now)
            if length > 0 { rest(for: length) }
        }
        sayGoodBye()
        let waiters = inbox.withLock { inbox in
            inbox.isGone = true
            return inbox.stopWaiters
        }
        _ = workOff()
        cwebsockets_set_alarm(alarm, -1)
        lws_context_destroy(context)
        alive = [:]
        timers = LoopTimers()
        for waiter in waiters { waiter.resume() }
    }

    /// Waits for nothing that is to be read: what comes meanwhile gathers in the sockets for one turn. Timers are late by it
    /// at most; what is to be sent goes at once.
    /// - Parameter length: nanoseconds.
    private func rest(for length: UInt64) {
        guard !hasToWrite else { return }
        let mayRest = inbox.withLock { inbox in
            inbox.isResting = !inbox.isUrgent
            return inbox.isResting
        }
        guard mayRest else { return }
        loopRest.wait(until: Self.now() + length)
        inbox.withLock { inbox in
            inbox.isResting = false
            loopRest.renew()
        }
    }

    /// Ends what lives on this loop, and gives the good-byes a moment to leave.
    private func sayGoodBye() {
        for stop in stops.values { stop() }
        stops = [:]
        endTurn()
        var isTime = true
        _ = after(.milliseconds(200)) { isTime = false }
        while isTime, !alive.isEmpty {
            setAlarm()
            if lws_service(context, 0) < 0 { break }
            let now = Self.now()
            while let action = timers.popDue(at: now) { action() }
        }
        for connection in alive.values { connection.loopEnds() }
        endTurn()
    }

    private func workOff() -> Bool {
        var work: [Work] = []
        let isStopping = inbox.withLock { inbox in
            inbox.isWoken = false
            inbox.isUrgent = false
            swap(&work, &inbox.work)
            return inbox.isStopping
        }
        for item in work {
            switch item {
            case .block(let block): block()
            case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
            }
        }
        return isStopping
    }

    /// - Returns: how many elements were handed over.
    @discardableResult
    private func endTurn() -> Int {
        var elements = 0
        while !turnEnders.isEmpty {
            var enders: [any TurnEnding] = []
            swap(&enders, &turnEnders)
            for ender in enders { elements += ender.turnEnded() }
            if turnEnders.isEmpty {
                enders.removeAll(keepingCapacity: true)
                swap(&enders, &turnEnders)
            }
        }
        return elements
    }

    /// libwebsockets sleeps until the soonest entry of its own list: ours is one of them.
    private func setAlarm() {
        guard timers.next != alarmSetFor || (alarmSetFor != nil && alarm.pointee.entry.list.owner == nil) else {
            return
        }
        alarmSetFor = timers.next
        guard let next = timers.next else {
            cwebsockets_set_alarm(alarm, -1)
            return
        }
        let now = Self.now()
        let microseconds = next > now ? (next - now) / 1000 + 1 : 1
        cwebsockets_set_alarm(alarm, lws_usec_t(microseconds))
    }

    // MARK: For the loop's own objects, on its thread

    /// What to do for `object` when the loop ends; nil forgets it.
    func atEnd(of object: AnyObject, _ stop: (() -> Void)?) {
        stops[ObjectIdentifier(object)] = stop
    }

    /// No rest comes before the next turn, which writes.
    func hasMessageToWrite() { hasToWrite = true }

    func callAtTurnEnd(_ ender: any TurnEnding) {
        turnEnders.append(ender)
    }

    func after(_ delay: Duration, _ action: @escaping () -> Void) -> LoopTimers.Token {
        timers.add(at: Self.now() &+ UInt64(max(0, delay.wholeNanoseconds)), action)
    }

    func cancel(_ token: LoopTimers.Token?) {
        if let token { timers.cancel(token) }
    }

    func retain(_ connection: WebSocketConnection) { alive[ObjectIdentifier(connection)] = connection }

    func retain(_ listener: ListenerCore) { listeners.append(listener) }

    func release(_ connection: WebSocketConnection) { alive[ObjectIdentifier(connection)] = nil }

    func connect(_ info: inout lws_client_connect_info, trust: ARITrust?) -> OpaquePointer? {
        guard let vhost = clientVhost(for: trust) else { return nil }
        info.context = context
        info.vhost = vhost
        return lws_client_connect_via_info(&info)
    }

    func listen(_ info: inout lws_context_creation_info) -> OpaquePointer? {
        info.protocols = UnsafePointer(protocols)
        return lws_create_vhost(context, &info)
    }

    /// One for each set of trusted authorities: that is where libwebsockets keeps its TLS client settings.
    private func clientVhost(for trust: ARITrust?) -> OpaquePointer? {
        if let known = clientVhosts[trust] { return known }
        var info = lws_context_creation_info()
        info.port = -1
        info.protocols = UnsafePointer(protocols)
        if trust != nil { info.options = UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT) }
        // Whoever names the authorities means those and no others.
        if trust?.authorityFile != nil { info.options |= UInt64(LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS) }
        // libwebsockets keeps the name's address for as long as the vhost is: as long as the loop, and few there are.
        info.vhost_name = UnsafePointer(strdup("client-\(clientVhosts.count)"))
        let vhost: OpaquePointer? =
            if let file = trust?.authorityFile {
                file.withCString { path in
                    info.client_ssl_ca_filepath = path
                    return lws_create_vhost(context, &info)
                }
            } else {
                lws_create_vhost(context, &info)
            }
        clientVhosts[trust] = vhost
        return vhost
    }
}

/// Something that gathers during a turn of the loop and hands over at its end.
protocol TurnEnding: AnyObject {
    /// - Returns: how many elements it handed over.
    func turnEnded() -> Int
}

extension WebSocketLoop {
    static let bufferSize = 65_536

    /// Nanoseconds of the monotonic clock.
    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func checkVersion() throws(ARIError) {
        let header = "\(cwebsockets_header_major()).\(cwebsockets_header_minor())."
        guard let version = lws_get_library_version().map({ String(cString: $0) }), version.hasPrefix(header) else {
            throw .requestNotSent(.init(.unavailable, "libwebsockets is not the version this was compiled for"))
        }
    }
}

extension Duration {
    /// Rounded down; cut to a year, which is more than any setting means.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds < 31_536_000 else { return 31_536_000_000_000_000 }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}

import ARI
import ARIClient
import Telephony

/// What `doctor` asks the dialplan of one Asterisk: whether callers come to the service, and whether those of a service
/// that is away are caught.
struct DialplanExamination: Sendable {
    /// The server's, as findings call it.
    let name: String
    let app: String
    let numbers: [String]
    /// Where queues send callers whose longest wait is over.
    let places: [String]
    /// Endpoints that callers do not come from.
    let agents: Set<String>
    let now: @Sendable () -> Instant

    /// `T` is where a dead-man lands that runs out in the context.
    private static let needed = [
        "mayday-fb,s,1", "mayday-fb,T,1", "mayday-return,s,1", "mayday-return,T,1", "mayday-tool,pull,1",
    ]
    private static let queue = "mayday-fallback"
    private static let silence = "without it callers get silence when the service is away."

    func run(_ client: ARIRESTClient) async -> [Finding] {
        let what = "\(name), fall-back dialplan"
        do throws(ARIError) {
            let application = try await destination(client)
            let asked = try await withProbe(client) { channel throws(ARIError) in
                try await self.fallback(channel, client, what) + self.ways(channel, client)
            }
            guard let asked else {
                return [
                    application, .failure(what, "the event WebSocket was refused", "Is res_http_websocket loaded?"),
                ]
            }
            return [application] + asked
        } catch {
            return [.warning(what, "could not be asked: \(error)", "Is func_dialplan loaded?")]
        }
    }

    /// Which application the dialplan says that it sends callers to.
    private func destination(_ client: ARIRESTClient) async throws(ARIError) -> Finding {
        let what = "\(name), dialplan's application"
        let told = try await client.send(ARI.Asterisk.getGlobalVar(variable: "MAYDAY_APP")).value
        if told == app { return .ok(what, "callers are sent to \(app)") }
        if told.isEmpty {
            return .warning(
                what, "it does not say which application callers are sent to",
                "Set the global variable MAYDAY_APP and use it in Stasis(), as asterisk-conf/extensions.conf does.")
        }
        return .failure(
            what, "callers are sent to \(told), and `app` says \(app)",
            "Make MAYDAY_APP in extensions.conf and `app` in the configuration the same.")
    }

    private func fallback(
        _ channel: ARI.ChannelID, _ client: ARIRESTClient, _ what: String
    ) async throws(ARIError) -> [Finding] {
        var findings: [Finding] = []
        let missing = try await absent(Self.needed, channel, client)
        findings.append(
            missing.isEmpty
                ? .ok(what, "mayday-fb, mayday-return and mayday-tool are there")
                : .failure(
                    what, "missing: \(missing.joined(separator: " "))",
                    "Take asterisk-conf/extensions.conf over; \(Self.silence)"))
        // Without app_queue the function is not there either, and the question is refused.
        let queue = try? await value("QUEUE_EXISTS(\(Self.queue))", channel, client)
        findings.append(
            queue == "1"
                ? .ok("\(name), fall-back queue", "\(Self.queue) is there")
                : .warning(
                    "\(name), fall-back queue", "app_queue has no queue \(Self.queue)",
                    "Take it over from asterisk-conf/queues.conf, or leave it if mayday-fb uses another of yours."))
        return findings
    }

    /// Where callers come in, and where they are sent.
    private func ways(_ channel: ARI.ChannelID, _ client: ARIRESTClient) async throws(ARIError) -> [Finding] {
        var findings: [Finding] = []
        let contexts = try await callersContexts(client)
        var unreached = numbers
        for context in contexts {
            let missing = try await absent(numbers.map { "\(context),\($0),1" }, channel, client)
            let reached = numbers.filter { !missing.contains("\(context),\($0),1") }
            unreached.removeAll { reached.contains($0) }
            guard !reached.isEmpty, try await !absent(["\(context),T,1"], channel, client).isEmpty else { continue }
            findings.append(
                .warning(
                    "\(name), dead-man", "context \(context) has queue numbers and no extension T",
                    "Add `exten => T,1,Goto(mayday-fb,s,1)` to it, as asterisk-conf/extensions.conf does; \(Self.silence)"
                ))
        }
        if findings.isEmpty, unreached.isEmpty, !numbers.isEmpty {
            findings.append(.ok("\(name), queue numbers", "all \(numbers.count) are in the dialplan of callers"))
        }
        if !unreached.isEmpty {
            findings.append(
                .warning(
                    "\(name), queue numbers",
                    "no context that callers come into has \(unreached.joined(separator: " "))",
                    "Lead the number to Stasis() as asterisk-conf/extensions.conf does, or correct the queue's `numbers`."
                ))
        }
        guard !places.isEmpty else { return findings }
        let missing = try await absent(places, channel, client)
        findings.append(
            missing.isEmpty
                ? .ok("\(name), targets", "\(places.joined(separator: " ")): in the dialplan")
                : .failure(
                    "\(name), targets", "not in the dialplan: \(missing.joined(separator: " "))",
                    "Write it into extensions.conf or correct the queue (`on_max_wait`, `on_full`, …): callers who are sent there are "
                        + "hung up."))
        return findings
    }

    /// The contexts of all endpoints but the agents'.
    private func callersContexts(_ client: ARIRESTClient) async throws(ARIError) -> [String] {
        var contexts: Set<String> = []
        for endpoint in try await client.send(ARI.Endpoints.listByTech(tech: "PJSIP")) {
            guard !agents.contains("\(endpoint.technology)/\(endpoint.resource)") else { continue }
            let settings = try await client.send(
                ARI.Asterisk.getObject(configClass: "res_pjsip", objectType: "endpoint", id: endpoint.resource))
            if let context = settings.first(where: { $0.attribute == "context" })?.value { contexts.insert(context) }
        }
        return contexts.sorted()
    }

    private func absent(
        _ places: [String], _ channel: ARI.ChannelID, _ client: ARIRESTClient
    ) async throws(ARIError) -> [String] {
        var missing: [String] = []
        for place in places where try await value("DIALPLAN_EXISTS(\(place))", channel, client) != "1" {
            missing.append(place)
        }
        return missing
    }

    private func value(
        _ function: String, _ channel: ARI.ChannelID, _ client: ARIRESTClient
    ) async throws(ARIError) -> String {
        try await client.send(ARI.Channels.getChannelVar(channelID: channel, variable: function)).value
    }

    /// Runs a body with a Local channel of our own to ask functions of. It is never dialled, so nothing of the dialplan
    /// runs.
    /// - Returns: nil where the event WebSocket was refused.
    private func withProbe(
        _ client: ARIRESTClient, _ body: (ARI.ChannelID) async throws(ARIError) -> [Finding]
    ) async throws(ARIError) -> [Finding]? {
        let probe = "mayday-doctor"
        let loop = try WebSocketLoop()
        let (connected, continuation) = AsyncStream.makeStream(of: Bool.self)
        let stream = try ARIEventStream(
            loop: loop, server: client.server, applications: [probe], logger: .silent
        ) { batch in
            for element in batch.elements {
                switch element {
                case .connected: continuation.yield(true)
                case .disconnected: continuation.yield(false)
                default: break
                }
            }
        }
        stream.start()
        let stands = await connected.first { _ in true } == true
        var result = Result<[Finding]?, ARIError>.success(nil)
        if stands {
            do throws(ARIError) {
                result = .success(try await ask(client, of: probe, body))
            } catch {
                result = .failure(error)
            }
        }
        stream.stop()
        await loop.shutdown()
        return try result.get()
    }

    private func ask(
        _ client: ARIRESTClient, of probe: String, _ body: (ARI.ChannelID) async throws(ARIError) -> [Finding]
    ) async throws(ARIError) -> [Finding] {
        let channel = ARI.ChannelID("mayday-doctor-\(now().milliseconds)")
        _ = try await client.send(
            ARI.Channels.create(endpoint: "Local/doctor@mayday-tool/n", app: probe, channelID: channel))
        do throws(ARIError) {
            let findings = try await body(channel)
            _ = try? await client.send(ARI.Channels.hangup(channelID: channel))
            return findings
        } catch {
            _ = try? await client.send(ARI.Channels.hangup(channelID: channel))
            throw error
        }
    }
}

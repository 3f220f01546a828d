import ARI
import ARIClient
import Foundation
import Logging
import MaydayConfiguration
import Telephony

/// What `doctor` asks one Asterisk.
struct AsteriskExamination: Sendable {
    let asterisk: AsteriskConfiguration
    let endpoints: [String]
    /// Where queues send callers whose longest wait is over.
    let places: [String]
    let now: @Sendable () -> Instant

    /// What the service and the dialplan of asterisk-conf need.
    private static let needed = [
        "res_stasis.so", "res_stasis_answer.so", "res_stasis_device_state.so", "app_stasis.so", "res_ari_channels.so",
        "res_ari_bridges.so",
        "res_ari_events.so", "res_ari_asterisk.so", "res_ari_applications.so", "res_ari_endpoints.so",
        "res_musiconhold.so", "chan_pjsip.so", "bridge_simple.so", "bridge_softmix.so",
    ]
    private static let fallback = [
        "app_queue.so", "func_timeout.so", "app_stack.so", "app_exec.so", "app_channelredirect.so",
    ]

    func run() async -> [Finding] {
        let name = "Asterisk \(asterisk.name)"
        let client: ARIRESTClient
        do throws(ARIError) {
            let server = try ARIServer(
                url: asterisk.url.description,
                credentials: ARICredentials(user: asterisk.user, password: asterisk.password.reveal()))
            client = try ARIRESTClient(server: server, logger: .silent)
        } catch {
            return [.failure(name, "\(error)", "Correct `url` in the configuration.")]
        }
        var findings: [Finding] = []
        do throws(ARIError) {
            findings += try await server(name, client)
            findings += try await modules(name, client)
            findings += try await phones(name, client)
            findings += await dialplan(name, client)
        } catch {
            findings.append(.failure(name, "\(error)", Self.advice(error)))
        }
        return findings
    }

    private static func advice(_ error: ARIError) -> String {
        switch error.status {
        case 401: "Compare user and password with ari.conf; `asterisk -rx 'ari show users'` lists the users."
        case 403: "The user is read-only: take `read_only` out of ari.conf."
        case 404, 503: "HTTP answers but ARI does not: is res_ari loaded, and `enabled = yes` in ari.conf?"
        case .some: "Look at Asterisk's log."
        case nil: "Is Asterisk running, and is `bindaddr`/`bindport` of http.conf what `url` says?"
        }
    }

    private func server(_ name: String, _ client: ARIRESTClient) async throws(ARIError) -> [Finding] {
        let ping = try await client.send(ARI.Asterisk.ping())
        let info = try await client.send(ARI.Asterisk.getInfo())
        let version = info.system?.version ?? "unknown"
        var findings: [Finding] = []
        let major = Int(version.prefix { $0.isNumber }) ?? 0
        findings.append(
            major >= 18
                ? .ok(name, "version \(version)")
                : .failure(name, "version \(version)", "Mayday works with Asterisk 18 to 23."))
        let apart = (now() - Instant(milliseconds: ping.timestamp.milliseconds)).milliseconds
        findings.append(
            abs(apart) <= 1000
                ? .ok("\(name), clock", "\(apart) ms apart from this machine's")
                : .warning(
                    "\(name), clock", "\(apart) ms apart from this machine's",
                    "Let both follow NTP: waits of callers who come back are reckoned across them."))
        do throws(ARIError) {
            try await client.send(ARI.Asterisk.setGlobalVar(variable: "MAYDAY_DOCTOR", value: "1"))
            findings.append(.ok("\(name), rights", "may read and write"))
        } catch {
            findings.append(.failure("\(name), rights", "\(error)", Self.advice(error)))
        }
        let applications = try await client.send(ARI.Applications.list())
        findings.append(
            applications.contains { $0.name == asterisk.app }
                ? .ok("\(name), application", "\(asterisk.app) is registered: a service is connected")
                : .warning(
                    "\(name), application", "\(asterisk.app) is not registered: no service is connected",
                    "Start `mayday serve`; until then callers wait in the fall-back queue."))
        return findings
    }

    private func modules(_ name: String, _ client: ARIRESTClient) async throws(ARIError) -> [Finding] {
        let running = Set(
            try await client.send(ARI.Asterisk.listModules()).filter { $0.status == "Running" }.map(\.name))
        let missing = Self.needed.filter { !running.contains($0) }
        let absent = Self.fallback.filter { !running.contains($0) }
        return [
            missing.isEmpty
                ? .ok("\(name), modules", "all \(Self.needed.count) that the service needs are running")
                : .failure(
                    "\(name), modules", "not running: \(missing.joined(separator: " "))",
                    "Load them in modules.conf (asterisk-conf/modules.conf lists what is needed)."),
            absent.isEmpty
                ? .ok("\(name), fall-back modules", "all \(Self.fallback.count) are running")
                : .failure(
                    "\(name), fall-back modules", "not running: \(absent.joined(separator: " "))",
                    "Load them, or callers get silence when the service is away."),
        ]
    }

    private func phones(_ name: String, _ client: ARIRESTClient) async throws(ARIError) -> [Finding] {
        let known = try await client.send(ARI.Endpoints.list())
        let states = Dictionary(
            known.map { ("\($0.technology)/\($0.resource)", $0.state?.rawValue ?? "unknown") },
            uniquingKeysWith: { first, _ in first })
        let missing = endpoints.filter { states[$0] == nil }
        let away = endpoints.filter { states[$0] == "offline" }
        var findings: [Finding] = []
        if !missing.isEmpty {
            findings.append(
                .failure(
                    "\(name), agents' endpoints", "unknown to Asterisk: \(missing.joined(separator: " "))",
                    "Add them to pjsip.conf, or correct `endpoint` of the agents."))
        }
        if !away.isEmpty {
            findings.append(
                .warning(
                    "\(name), agents' phones", "not registered: \(away.joined(separator: " "))",
                    "Their agents are unreachable until the phones register."))
        }
        if findings.isEmpty, !endpoints.isEmpty {
            findings.append(.ok("\(name), agents' phones", "all \(endpoints.count) registered"))
        }
        return findings
    }

    private func absent(
        _ places: [String], _ channel: ARI.ChannelID, _ client: ARIRESTClient
    ) async throws(ARIError) -> [String] {
        var missing: [String] = []
        for place in places {
            let answer = try await client.send(
                ARI.Channels.getChannelVar(channelID: channel, variable: "DIALPLAN_EXISTS(\(place))"))
            if answer.value != "1" { missing.append(place) }
        }
        return missing
    }

    private func after(_ missing: [String], _ name: String) -> [Finding] {
        guard !places.isEmpty else { return [] }
        let what = "\(name), on_max_wait"
        guard !missing.isEmpty else { return [.ok(what, "\(places.joined(separator: " ")): in the dialplan")] }
        return [
            .failure(
                what, "not in the dialplan: \(missing.joined(separator: " "))",
                "Write it into extensions.conf or correct the queue's `on_max_wait`: callers who are sent there are hung up."
            )
        ]
    }

    /// Asks a Local channel of our own which extensions the dialplan has. It is never dialled, so nothing of the dialplan
    /// runs.
    private func dialplan(_ name: String, _ client: ARIRESTClient) async -> [Finding] {
        let what = "\(name), fall-back dialplan"
        let probe = "mayday-doctor"
        do throws(ARIError) {
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
            var stands = false
            for await answer in connected {
                stands = answer
                break
            }
            guard stands else {
                return [.failure(what, "the event WebSocket was refused", "Is res_http_websocket loaded?")]
            }
            let channel = ARI.ChannelID("mayday-doctor-\(now().milliseconds)")
            _ = try await client.send(
                ARI.Channels.create(endpoint: "Local/doctor@mayday-tool/n", app: probe, channelID: channel))
            let missing = try await absent(
                ["mayday-fb,s,1", "mayday-return,s,1", "mayday-tool,pull,1"], channel, client)
            let missingPlaces = try await absent(places, channel, client)
            _ = try? await client.send(ARI.Channels.hangup(channelID: channel))
            stream.stop()
            await loop.shutdown()
            return [
                missing.isEmpty
                    ? .ok(what, "mayday-fb, mayday-return and mayday-tool are there")
                    : .failure(
                        what, "missing: \(missing.joined(separator: " "))",
                        "Take asterisk-conf/extensions.conf over; without it callers get silence when the service is away."
                    )
            ] + after(missingPlaces, name)
        } catch {
            return [.warning(what, "could not be asked: \(error)", "Is func_dialplan loaded?")]
        }
    }
}

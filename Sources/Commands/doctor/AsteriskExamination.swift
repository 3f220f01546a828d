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
    /// The numbers of the queues.
    let numbers: [String]
    /// Where queues send callers whose longest wait is over.
    let places: [String]
    let now: @Sendable () -> Instant

    /// What the service and the dialplan of asterisk-conf need.
    private static let needed = [
        "res_stasis.so", "res_stasis_answer.so", "res_stasis_device_state.so", "app_stasis.so", "res_ari_channels.so",
        "res_ari_bridges.so",
        "res_ari_events.so", "res_ari_asterisk.so", "res_ari_applications.so", "res_ari_endpoints.so",
        "res_http_websocket.so",
        "res_musiconhold.so", "chan_pjsip.so", "bridge_simple.so", "bridge_softmix.so",
    ]
    private static let fallback = [
        "app_queue.so", "func_timeout.so", "app_stack.so", "app_exec.so", "app_channelredirect.so",
    ]
    private static let words = "app_playback.so"

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
            let dialplan = DialplanExamination(
                name: name, app: asterisk.app, numbers: numbers, places: places, agents: Set(endpoints), now: now)
            findings += await dialplan.run(client)
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
                : .failure(
                    name, "version \(version)", "Mayday is for Asterisk 18 to 23; it has been tried with 22."))
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
        findings.append(try await application(name, client))
        return findings
    }

    private func application(_ name: String, _ client: ARIRESTClient) async throws(ARIError) -> Finding {
        let what = "\(name), application"
        let registered = try await client.send(ARI.Applications.list()).map(\.name).sorted()
        if registered.contains(asterisk.app) {
            return .ok(what, "\(asterisk.app) is registered: a service is connected")
        }
        let others = registered.isEmpty ? "" : "; others are: \(registered.joined(separator: " "))"
        return .warning(
            what, "\(asterisk.app) is not registered: no service is connected\(others)",
            asterisk.mode == .inbound
                ? "Start `mayday serve`; until then callers wait in the fall-back queue."
                : "Start `mayday serve`; then Asterisk must dial it: compare websocket_client.conf and ari.conf with "
                    + "asterisk-conf's, and `listen` with the address there. Until then callers wait in the fall-back queue."
        )
    }

    private func modules(_ name: String, _ client: ARIRESTClient) async throws(ARIError) -> [Finding] {
        let running = Set(
            try await client.send(ARI.Asterisk.listModules()).filter { $0.status == "Running" }.map(\.name))
        let needed = Self.needed + (asterisk.mode == .outbound ? ["res_websocket_client.so"] : [])
        let missing = needed.filter { !running.contains($0) }
        let absent = Self.fallback.filter { !running.contains($0) }
        return [
            missing.isEmpty
                ? .ok("\(name), modules", "all \(needed.count) that the service needs are running")
                : .failure(
                    "\(name), modules", "not running: \(missing.joined(separator: " "))",
                    "Load them in modules.conf (asterisk-conf/modules.conf lists what is needed)."),
            absent.isEmpty
                ? .ok("\(name), fall-back modules", "all \(Self.fallback.count) are running")
                : .failure(
                    "\(name), fall-back modules", "not running: \(absent.joined(separator: " "))",
                    "Load them, or callers get silence when the service is away."),
            running.contains(Self.words)
                ? .ok("\(name), sounds of the dialplan", "\(Self.words) is running")
                : .warning(
                    "\(name), sounds of the dialplan", "not running: \(Self.words)",
                    "Load it, or `closed_sound`, the `sound` of callbacks and the words after feature codes are not heard."
                ),
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
}

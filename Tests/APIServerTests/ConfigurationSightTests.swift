import MaydayAPI
import Testing

@testable import APIServer

@Suite("What a key of some queues is shown where a change of the configuration is answered")
struct ConfigurationSightTests {
    private static let at = APITime(milliseconds: 1_772_366_400_000)

    private static func agent(_ id: String, _ queues: String...) -> Agent {
        Agent(id: id, name: id, endpoint: "PJSIP/\(id)", queues: queues, state: .ready, stateSinceAt: at)
    }

    /// For support, beside the queues support.night, whose id begins the same, and sales.
    private static let sight: ConfigurationSight = {
        var sight = ConfigurationSight(.only(["support"]))
        sight.note(
            [Queue(id: "support"), Queue(id: "support.night"), Queue(id: "sales")],
            [agent("ada", "support"), agent("ada.b", "sales"), agent("kim", "support", "sales"), agent("max")])
        // Max serves support from now on, and Ada no more.
        sight.note([], [agent("ada"), agent("max", "support")])
        return sight
    }()

    @Test(
        "E5 Q20 keys of the key's queues and of agents who serve no others",
        arguments: [
            ("queues.support", .all), ("queues.support.weight", .all), ("queues.support.members.kim", .all),
            ("queues.support.members.ada.b", .all),
            ("queues.support.night", .nothing), ("queues.support.night.weight", .nothing),
            ("queues.support.gone.weight", .nothing), ("queues.sales.weight", .nothing), ("queues.sale", .nothing),
            ("agents.ada.skills", .all), ("agents.ada.queues", .all), ("agents.max", .all),
            ("agents.ada.b.skills", .nothing), ("agents.kim.skills", .nothing), ("agents.kim.queues", .key),
            ("agents.eve.queues", .nothing),
            ("hours.office.week", .nothing), ("reasons.lunch", .nothing), ("api.listen", .nothing), ("", .nothing),
        ] as [(String, ConfigurationSight.Part)])
    func parts(_ target: String, _ part: ConfigurationSight.Part) {
        #expect(Self.sight.part(of: target) == part)
        #expect(ConfigurationSight(.all).part(of: target) == .all)
    }

    private static func kept(_ target: String) -> KeptChange {
        KeptChange(target: target, value: "1", by: "desk", at: at)
    }

    private static let report = ConfigurationReport(
        changed: [
            ChangedValue(key: "agents.kim.queues", from: "[support]", to: "[support, {id: sales, tier: 4}]"),
            ChangedValue(key: "queues.sales.weight", to: "5"), ChangedValue(key: "queues.support.weight", to: "3"),
        ],
        needsRestart: [ChangedValue(key: "asterisk.main.url", from: "http://10.0.0.1", to: "http://10.0.0.2")],
        warnings: [
            "change of queues.support.max_wait: queues[0].max_wait: odd", "change of queues.sales.music: odd",
            "mayday.yaml:9:5: queues[1]: no agent serves the queue 'sales'",
        ],
        changes: [kept("queues.support.weight"), kept("queues.sales.members.ada.b")],
        suspended: [kept("agents.ada.skills"), kept("agents.kim.skills")],
        dropped: [
            DroppedChange(target: "queues.support.music", reason: "the file says the same"),
            DroppedChange(target: "queues.sales.music", reason: "the file says the same"),
        ])

    @Test("E5 Q20 a report is narrowed in every part of it")
    func report() {
        #expect(
            Self.report.narrowed(to: Self.sight)
                == ConfigurationReport(
                    changed: [
                        ChangedValue(key: "agents.kim.queues"), ChangedValue(key: "queues.support.weight", to: "3"),
                    ],
                    warnings: ["change of queues.support.max_wait: queues[0].max_wait: odd"],
                    changes: [Self.kept("queues.support.weight")], suspended: [Self.kept("agents.ada.skills")],
                    dropped: [DroppedChange(target: "queues.support.music", reason: "the file says the same")]))
        #expect(Self.report.narrowed(to: ConfigurationSight(.all)).changed == Self.report.changed)
        var unkept = Self.report
        unkept.kept = false
        #expect(unkept.narrowed(to: Self.sight).kept == false, "whether it is kept is everybody's business")
    }

    @Test("E5 Q20 of what is wrong the part at the change itself is told, the rest is counted")
    func problems() {
        let own = FieldError(field: "change of queues.support.weight", detail: "queues[0].weight: no")
        let others = [
            FieldError(field: "mayday.yaml:12:5", detail: "queues[1].weight: no"),
            FieldError(field: "change of queues.sales.weight", detail: "queues[1].weight: no"),
        ]
        guard case .configuration(let shown) = APIFailure.configuration([own] + others).narrowed(to: Self.sight) else {
            Issue.record("another failure")
            return
        }
        #expect(shown.map(\.field) == [own.field, "configuration"])
        #expect(shown.last?.detail == "2 problems elsewhere, told to a key of all queues")
        #expect(APIFailure.configuration([own]).narrowed(to: Self.sight) == .configuration([own]))
        #expect(APIFailure.forbidden(detail: "no").narrowed(to: Self.sight) == .forbidden(detail: "no"))
    }

    @Test("E5 Q20 every change that a key of one queue may make is answered so", arguments: [true, false])
    func everywhere(_ succeeds: Bool) async throws {
        let center = ScriptedCallCenter()
        let problem = FieldError(field: "mayday.yaml:9:5", detail: "queues[1]: there is no queue 'sales'")
        center.setReport(succeeds ? .success(Self.report) : .failure(.configuration([problem])))
        try await RunningServer.run(center) { server in
            let raw = RawHTTP(port: server.port)
            for path in [
                "/v1/queues/support/set", "/v1/queues/support/add-member", "/v1/queues/support/remove-member",
                "/v1/agents/1001/set",
            ] {
                for key in ["support", "admin"] {
                    let answer = await raw.request(
                        "POST", path, key: key, headers: ["Content-Type: application/json"],
                        body: RawHTTP.body(for: path))
                    #expect(answer.status == (succeeds ? 200 : 422), "\(path)")
                    #expect(answer.body.contains("sales") == (key == "admin"), "\(path): \(answer.body)")
                }
            }
        }
    }

    @Test("E5 Q20 a change that counts is answered as done also where nobody can be looked up after it")
    func blindAfterwards() async throws {
        let center = ScriptedCallCenter()
        var report = Self.report
        report.changed.append(ChangedValue(key: "agents.1001.queues", to: "[support, sales]"))
        center.setReport(.success(report))
        center.failAfterChange(with: .unavailable(detail: "the picture is gone"))
        try await RunningServer.run(center) { server in
            let path = "/v1/queues/support/set"
            let answer = await RawHTTP(port: server.port).request(
                "POST", path, key: "support", headers: ["Content-Type: application/json"],
                body: RawHTTP.body(for: path))
            #expect(answer.status == 200, "\(answer.body)")
            #expect(answer.body.contains("queues.support.weight"))
            // Whom agents serve by now is not known: nothing is said of them.
            #expect(!answer.body.contains("agents.") && !answer.body.contains("sales"), "\(answer.body)")
        }
    }
}

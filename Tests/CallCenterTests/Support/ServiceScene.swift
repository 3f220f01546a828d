import APIServer
import MaydayAPI
import MaydayConfiguration
import Queueing
import Store
import Telephony

@testable import CallCenter

/// The service as the API calls it, over a core that takes notes. Its one server is `CoreScene.one`.
struct ServiceScene {
    let core: CoreScene
    let service: CallCenterService
    private let folder: TemporaryFolder
    private let folding: Task<Void, Never>

    /// - Parameter text: what the configuration says beside `asterisk`.
    init(_ text: String) async throws {
        let whole = "asterisk:\n  - {name: one, url: http://127.0.0.1:8088, user: mayday, password_file: p}\n" + text
        let source = ConfigurationSource(path: "mayday.yaml") { (changes) throws(ConfigurationError) in
            let files = ConfigurationFiles { (_: String) throws(ConfigurationFiles.Unreadable) in
                .init(text: "s3cret")
            }
            return try ServiceConfiguration.parse(whole, path: "mayday.yaml", changes: changes, files: files)
        }
        let clock = ManualClock()
        let picture = Picture.empty(clock)
        folding = Task { await picture.run() }
        let scene = await CoreScene(clock: clock, readers: picture)
        core = scene
        let engine = scene.core
        let takeOver: LiveConfiguration.Takeover = { configuration in
            await engine.load(
                Settings(configuration), numbers: NumberTable(configuration), dialling: DialRules(configuration))
        }
        folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: NodeID("n1"))
        let live = LiveConfiguration(
            try source.load([]), from: source, clock: clock.wall, log: quiet,
            keep: { try await KeptChanges.keep($0, store) }, takeOver: takeOver)
        _ = await takeOver(await live.configuration)
        await scene.up()
        service = CallCenterService(
            core: scene.core, picture: picture, store: store,
            effects: EffectRunner(arrivals: LegArrivals(), trace: .none, clock: clock.wall, log: quiet), live: live,
            identity: ServiceIdentity(node: NodeID("n1"), version: "1", startedAt: clock.now, servers: []),
            state: ServiceState(), clock: clock.wall)
        await picture.settled()
    }

    /// Ends what runs.
    func close() async {
        service.picture.finish()
        await folding.value
        await service.store.close()
    }
}

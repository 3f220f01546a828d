import ARI
import ARIClient
import ARITelephony
import Logging
import Telephony

/// Phones by their device states, each told once. An endpoint's subscription brings every event of its channels along,
/// most of them a second time; it is for servers without device states (`res_stasis_device_state`).
///
/// Each phone is named. Asterisk takes a subscription to all devices away when the socket ends, and waits there for the
/// event that is just being told to that socket: if one is, ARI stands still until Asterisk is restarted
/// (<https://github.com/asterisk/asterisk/issues/2170>). Named ones it keeps, also over our restarts.
extension Link {
    /// What Asterisk calls the subscription to all devices.
    static let everyDevice = "__AST_DEVICE_STATE_ALL_TOPIC"
    /// The names of one request, in bytes as they go out: Asterisk refuses a line of 4,096.
    static let sourcesLimit = 3_000

    /// Begins to listen to the phones that are not listened to yet, and gives up what would tell of them twice.
    ///
    /// - Parameter application: what the server says that we listen to.
    func listen(to phones: Set<String>, _ application: ARI.Application) async throws(ARIError) {
        heardPhones = Set(application.deviceNames)
        listensToEndpoints = false
        if heardPhones.contains(Self.everyDevice) { try await send(unsubscribing: "deviceState:") }
        do throws(ARIError) {
            try await listen(to: phones)
        } catch {
            guard case .refused(let refusal) = error, refusal.status == 400 else { throw error }
            log.warning(
                "the server tells of no device states; listening to its endpoints, and to all of their channels")
            _ = try await requests.send(
                ARI.Applications.subscribe(
                    applicationName: settings.application, eventSource: ["endpoint:PJSIP"]))
            listensToEndpoints = true
            return
        }
        // The server keeps what an earlier service listened to, once for each time that it said so.
        var application = application
        for _ in 0..<100 where application.endpointIDs.contains("PJSIP") {
            application = try await send(unsubscribing: "endpoint:PJSIP")
        }
    }

    private func listen(to phones: Set<String>) async throws(ARIError) {
        var batch: [String] = []
        var size = 0
        for phone in phones.subtracting(heardPhones).sorted() {
            // What is no letter or digit is escaped.
            let share = "deviceState:\(phone),".unicodeScalars.reduce(0) {
                $0 + ($1.properties.isAlphabetic || $1.properties.numericType != nil ? 1 : 3)
            }
            if size + share > Self.sourcesLimit, !batch.isEmpty {
                try await subscribe(to: batch)
                (batch, size) = ([], 0)
            }
            batch.append(phone)
            size += share
        }
        if !batch.isEmpty { try await subscribe(to: batch) }
    }

    private func subscribe(to phones: [String]) async throws(ARIError) {
        _ = try await requests.send(
            ARI.Applications.subscribe(
                applicationName: settings.application, eventSource: phones.map { "deviceState:\($0)" }))
        heardPhones.formUnion(phones)
    }

    @discardableResult
    private func send(unsubscribing source: String) async throws(ARIError) -> ARI.Application {
        try await requests.send(
            ARI.Applications.unsubscribe(applicationName: settings.application, eventSource: [source]))
    }

    /// Listens to phones that agents come to while the connection stands, until it is gone. What such a phone does
    /// at that moment is asked for, as nothing told of it.
    func followPhones(_ mine: Int) async {
        var missed: Set<String> = []
        for await phones in await core.followPhones(on: settings.server) {
            guard mine == connection, !Task.isCancelled else { return }
            // Where endpoints are listened to, all of them are.
            guard !listensToEndpoints else { continue }
            missed.formUnion(phones.subtracting(heardPhones))
            while !missed.isEmpty, mine == connection, !Task.isCancelled {
                do throws(ARIError) {
                    try await listen(to: missed)
                    try await ask(about: &missed, mine)
                    clear(.listening)
                } catch {
                    warn(.listening, "could not listen to agents' phones: \(error)")
                    try? await Task.sleep(for: settings.beat)
                }
            }
        }
    }

    /// An event that came since the question was asked is newer than the answer.
    private func ask(about phones: inout Set<String>, _ mine: Int) async throws(ARIError) {
        // By the server's own clock, as its events are.
        let at = Instant(milliseconds: try await requests.send(ARI.Asterisk.ping()).timestamp.milliseconds)
        for phone in phones.sorted() {
            heardSince = []
            let told = try await requests.send(ARI.DeviceStates.get(deviceName: phone))
            guard mine == connection else { return }
            phones.remove(phone)
            guard heardSince?.contains(phone) != true else { continue }
            await core.receive(
                [TelephonyEvent(at: at, .deviceStateChanged(Vocabulary().device(told)))],
                from: settings.server)
        }
        heardSince = nil
    }
}

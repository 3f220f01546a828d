import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Queues that are closed, on a real Asterisk", .serialized)
struct HoursTests {
    private let never = "\nhours: [{id: office, zone: Europe/Berlin, week: {mon-sun: closed}}]\n"

    @Test("Q13 a caller in closed hours is told so and let go; new hours open the queue at once, without a restart")
    func closedHours() async throws {
        let settings = "wrap_up: 0s, hours: office, closed_sound: queue-thankyou"
        try await withCentre("hours", agents: 0, settings: settings) { centre in
            try centre.editConfiguration { $0 += never }
            try await centre.start()
            let client = try centre.client()
            let door = try #require(try await client.queue("support").door)
            #expect(!door.open && door.cause == "hours")
            let told = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "60s")
            try await eventually(within: 20, "the end of the call") { !told.lines(of: "call").isEmpty }
            #expect(told.text.contains("\"ended_by\": \"peer\""))
            #expect(told.text.contains("\"answered\""), "the dialplan answered to play the sound: \(told.text)")
            #expect(try await told.hangUp()?.soundFirstAt != nil, "the sound is heard")
            let today = try await client.queue("support").today
            #expect(today.otherExits.closed == 1 && today.offered == 1 && today.abandoned == 0)
            try centre.editConfiguration { $0 = $0.replacing("mon-sun: closed", with: "daily: \"00:00-24:00\"") }
            _ = try await client.reload()
            #expect(try await client.queue("support").door?.open == true)
            let waiting = try await centre.waitingCaller("4930002")
            await waiting.end()
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q13 waiting_at_closing: send: at the closing hour who waits is told so and let go; who talks goes on")
    func sentAtClosing() async throws {
        let settings =
            "wrap_up: 0s, max_wait: 3m, answer: ring, hours: office, waiting_at_closing: send, "
            + "closed_sound: queue-thankyou"
        try await withCentre("closing", settings: settings) { centre in
            let always = "00:00-24:00"
            try centre.editConfiguration { $0 += "\nhours: [{id: office, zone: UTC, week: {daily: \"\(always)\"}}]\n" }
            try await centre.registeredAgent("1001", talk: "forever")
            try await centre.start()
            let client = try centre.client()
            try await centre.ready(1)
            let talking = try centre.phone("--caller", "--from", "4930021", "--to", "700", "--hold", "300s")
            try await centre.connectedCall(of: "4930021")
            let waiting = try await centre.waitingCaller("4930022")
            let call = try #require(try await client.callers().first?.callId)
            let (closing, opening) = nextClosing()
            try centre.editConfiguration { $0 = $0.replacing(always, with: opening) }
            _ = try await client.reload()
            try await eventually(within: 90, "the end of the wait") { !waiting.lines(of: "call").isEmpty }
            let told = try #require(try await waiting.hangUp())
            #expect(told.endedBy == "peer")
            // The phone has only rung until then: whatever it hears is what the dialplan plays.
            let answered = try #require(told.answeredAt)
            #expect(answered >= closing, "not before the hour")
            #expect(try #require(told.soundFirstAt, "nothing was heard") >= answered)
            try await eventually(within: 10, "the end in the trace") {
                try await client.trace(ofCall: call).items.contains {
                    $0.text.hasPrefix("entry_closed: overflow, by system, closed, to dialplan mayday-closed ")
                }
            }
            let door = try #require(try await client.queue("support").door)
            #expect(!door.open && door.cause == "hours")
            let late = try centre.phone("--caller", "--from", "4930023", "--to", "700", "--hold", "60s")
            try await eventually(within: 20, "the end of the call") { !late.lines(of: "call").isEmpty }
            #expect(try await late.hangUp()?.soundFirstAt != nil, "who comes later hears it, too")
            #expect(try await client.queue("support").talking == 1 && talking.lines(of: "call").isEmpty)
            _ = try await talking.hangUp()
            try await centre.serves(exactly: [])
        }
    }

    /// The next full minute that is five seconds away at least, in milliseconds since 1970, and an opening of every day
    /// in UTC that ends then and begins an hour later, whichever day that is.
    private func nextClosing() -> (moment: Int, opening: String) {
        let minutes = (Int(Date().timeIntervalSince1970) + 5) / 60 + 1
        func time(_ minute: Int) -> String { String(format: "%02d:%02d", minute / 60, minute % 60) }
        let minute = minutes % 1440
        return (minutes * 60_000, "\(time((minute + 60) % 1440))-\(time(minute == 0 ? 1440 : minute))")
    }

    @Test("Q13 on a holiday callers go where the queue sends them then, and the API says why; after it the week counts")
    func holiday() async throws {
        let settings =
            "wrap_up: 0s, hours: office, when_closed: hangup, when_holiday: {queue: sales}}"
            + "\n  - {id: sales, numbers: [\"701\"]"
        try await withCentre("holiday", agents: 0, settings: settings) { centre in
            let days = DateFormatter()
            days.timeZone = TimeZone(identifier: "Europe/Berlin")
            days.locale = Locale(identifier: "en_US_POSIX")
            days.dateFormat = "yyyy-MM-dd"
            // The test may run over midnight.
            let today = [0.0, 86_400].map { days.string(from: Date(timeIntervalSinceNow: $0)) }
            let holidays = today.map { "{date: \($0), name: Founders' Day}" }.joined(separator: ", ")
            try centre.editConfiguration {
                $0 += """

                    hours:
                      - {id: office, zone: Europe/Berlin, week: {daily: "00:00-24:00"}, holidays: [\(holidays)]}

                    """
            }
            try await centre.start()
            let client = try centre.client()
            let door = try #require(try await client.queue("support").door)
            #expect(!door.open && door.cause == "holiday" && door.reason == "Founders' Day")
            let sent = try await centre.waitingCaller("4930011")
            #expect(try await queues(centre) == ["4930011": "sales"])
            #expect(try await client.queue("support").today.otherExits.closed == 1)
            try centre.editConfiguration { $0 = $0.replacing("holidays: [\(holidays)]", with: "holidays: []") }
            _ = try await client.reload()
            let waiting = try await centre.waitingCaller("4930012")
            #expect(try await queues(centre)["4930012"] == "support")
            for phone in [sent, waiting] { await phone.end() }
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q13 emergency close while a caller waits: they stay, others go elsewhere, also after kill -9; open again")
    func emergency() async throws {
        let settings = "wrap_up: 0s}\n  - {id: sales, numbers: [\"701\"]"
        try await withCentre("emergency", agents: 0, settings: settings) { centre in
            try await centre.start()
            let first = try await centre.waitingCaller("4930001")
            let words = try await said(
                ["queue", "close", "support", "--reason", "fire alarm", "--to", "queue sales", "--until", "2h"], centre)
            #expect(words.contains("support: CLOSED by order (fire alarm)"))
            let circle = try await Command.run(
                Repository.mayday.path, ["queue", "close", "sales", "--to", "queue support"],
                environment: try centre.clientEnvironment())
            #expect(circle.status != 0 && circle.said.contains("sales -> support -> sales"), "\(circle.said)")
            #expect(try await centre.client().hours(ofQueue: "sales").door.open)
            let second = try await centre.waitingCaller("4930002")
            #expect(try await queues(centre) == ["4930001": "support", "4930002": "sales"])
            try await centre.killService()
            try await centre.start()
            let hours = try await centre.client().hours(ofQueue: "support")
            #expect(!hours.door.open && hours.door.reason == "fire alarm" && hours.target == "queue sales")
            let third = try await centre.waitingCaller("4930003")
            #expect(try await queues(centre)["4930003"] == "sales")
            _ = try await said(["queue", "open", "support"], centre)
            let fourth = try await centre.waitingCaller("4930004")
            #expect(try await queues(centre)["4930004"] == "support")
            let client = try centre.client()
            _ = try await client.perform(
                QueueCommand(.close, QueueCommandBody(target: "hangup", waiting: "send")), queue: "support")
            for phone in [first, fourth] {
                try await eventually(within: 20, "the end of the call") { !phone.lines(of: "call").isEmpty }
            }
            let exits = try await client.queue("support").today.otherExits
            #expect((exits.closed, exits.overflow) == (2, 2))
            for phone in [second, third] { await phone.end() }
            try await centre.serves(exactly: [])
        }
    }

    private func said(_ arguments: [String], _ centre: Centre) async throws -> String {
        let answer = try await Command.run(
            Repository.mayday.path, arguments, environment: try centre.clientEnvironment())
        #expect(answer.status == 0, "\(answer.said)")
        return answer.printed
    }

    private func queues(_ centre: Centre) async throws -> [String: String] {
        Dictionary(
            try await centre.client().callers().map { ($0.number ?? "", $0.queue) },
            uniquingKeysWith: { first, _ in first })
    }
}

import APIClient
import Foundation
import MaydayAPI

/// What a scripted phone says of a call that is over.
struct CallSummary: Decodable {
    struct Voice: Decodable {
        var who: String
        /// When it was heard first, in milliseconds since 1970.
        var from: Int?
    }
    var endedBy: String?
    /// When it was answered, and when anything was heard first, likewise.
    var answeredAt: Int?
    var soundFirstAt: Int?
    var heard: [Voice]
    /// The longest time without sound, in milliseconds.
    var longestGap: Int?

    private enum CodingKeys: String, CodingKey {
        case heard
        case endedBy = "ended_by"
        case answeredAt = "answered_at"
        case soundFirstAt = "sound_first_at"
        case longestGap = "rtp_longest_gap_ms"
    }
}

extension Running {
    /// The lines of a phone's log that tell of an event.
    func lines(of event: String) -> [Substring] {
        text.split(separator: "\n").filter { $0.contains("\"event\": \"\(event)\"") }
    }

    /// Hangs the phone up and returns how its last call was; nil if it had none.
    func hangUp() async throws -> CallSummary? {
        await end()
        return try lines(of: "call").last.map { try JSONDecoder().decode(CallSummary.self, from: Data($0.utf8)) }
    }
}

extension APIClient {
    /// Why a command about a caller is refused, as the API names it; nil where it is carried out.
    func refusal(of command: CallerCommand, caller id: String) async throws -> String? {
        do {
            _ = try await perform(command, caller: id)
            return nil
        } catch let APIClientFailure.problem(problem) {
            return problem.code
        }
    }
}

extension Centre {
    /// A caller who waits in the queue.
    func waitingCaller(_ number: String, to queue: String = "700", hold: String = "120s") async throws -> Running {
        let caller = try phone("--caller", "--from", number, "--to", queue, "--hold", hold)
        try await eventually(within: 20, "\(number) in the queue") {
            try await self.client().callers().contains { $0.number == number }
        }
        return caller
    }

    /// Waits until a caller is connected to somebody, and returns the call.
    @discardableResult
    func connectedCall(of number: String, within seconds: Double = 20) async throws -> Call {
        try await eventually(within: seconds, "the connection of \(number)") {
            try await self.client().calls().contains { $0.caller.number == number && $0.answeredAt != nil }
        }
        guard let call = try await client().calls().first(where: { $0.caller.number == number }) else {
            throw ShellFailure(description: "the call of \(number) is gone")
        }
        return call
    }

    /// Waits until so many agents are ready.
    func ready(_ count: Int) async throws {
        try await eventually(within: 20, "\(count) ready agents") {
            try await self.client().agents(state: .ready).count == count
        }
    }

    /// Waits until Asterisk has no channel of this number.
    func isGone(_ number: String) async throws {
        try await eventually(within: 10, "the end of \(number)'s channel") {
            try await self.applications()[number] == nil
        }
    }

    /// Waits until the picture is whole and these, and nobody else, wait.
    func serves(exactly numbers: [String], within seconds: Double = 30) async throws {
        try await eventually(within: seconds, "a whole picture with \(numbers)") {
            let client = try self.client()
            let health = try await client.health()
            let callers = try await client.callers()
            let calls = try await client.calls()
            return health.asterisk.first?.connection == .up && callers.map(\.number) == numbers
                && calls.count == numbers.count
        }
    }
}

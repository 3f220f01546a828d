import Queueing
import Telephony

extension Core {
    /// The endpoints at which agents of a server sit or are configured to.
    package func phones(on server: ServerID) -> Set<String> {
        var phones: Set<String> = []
        for agent in engine.state.agents.values where agent.settings.server == server {
            phones.insert(agent.settings.endpoint)
            if let seat = agent.seat { phones.insert(seat) }
        }
        return phones
    }

    /// As ``phones(on:)``, now and after each change; of several changes that nobody looked at, the last. Whoever
    /// followed that server before hears no more.
    package func followPhones(on server: ServerID) -> AsyncStream<Set<String>> {
        let (stream, continuation) = AsyncStream<Set<String>>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let phones = phones(on: server)
        followers.updateValue(PhoneFollower(told: phones, continuation), forKey: server)?.continuation.finish()
        continuation.yield(phones)
        return stream
    }

    /// Tells who follows, where facts may have changed who sits where.
    func tellOfPhones(_ facts: [DatedFact]) {
        let isTouched = facts.contains {
            switch $0.fact {
            case .settingsChanged, .agentSeated: true
            default: false
            }
        }
        guard isTouched else { return }
        for (server, follower) in followers {
            let phones = phones(on: server)
            guard phones != follower.told else { continue }
            followers[server]?.told = phones
            follower.continuation.yield(phones)
        }
    }
}

/// Who wants to hear of the phones of a server's agents.
struct PhoneFollower {
    var told: Set<String>
    let continuation: AsyncStream<Set<String>>.Continuation

    init(told: Set<String>, _ continuation: AsyncStream<Set<String>>.Continuation) {
        self.told = told
        self.continuation = continuation
    }
}

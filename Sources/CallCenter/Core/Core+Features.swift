import Logging
import MaydayAPI
import Queueing
import Telephony

/// What an agent who has only a desk phone dials (asterisk-conf/extensions.conf). The codes are stable.
enum FeatureCode: Equatable {
    case logIn
    case logOut
    case ready
    /// The reason's number in the configured list, from 1; nil gives none.
    case notReady(reason: Int?)
    case endWrapUp
    /// The disposition's number in the configured list, from 1.
    case dispose(Int)

    /// `11`, `12`, `13`, `14` with a reason's number or without, `15`, `16` with a disposition's number; nil for anything else.
    init?(_ dialled: some StringProtocol) {
        switch (dialled.prefix(2), dialled.dropFirst(2)) {
        case ("11", ""): self = .logIn
        case ("12", ""): self = .logOut
        case ("13", ""): self = .ready
        case ("14", ""): self = .notReady(reason: nil)
        case ("14", let digits):
            guard let number = Self.number(digits) else { return nil }
            self = .notReady(reason: number)
        case ("15", ""): self = .endWrapUp
        case ("16", let digits):
            guard let number = Self.number(digits) else { return nil }
            self = .dispose(number)
        default: return nil
        }
    }

    /// A place in a list: 1 to 99.
    private static func number(_ digits: some StringProtocol) -> Int? {
        guard (1...2).contains(digits.count), digits.allSatisfy(\.isASCII), let number = Int(digits), number > 0 else {
            return nil
        }
        return number
    }

    /// As the journal names it.
    var order: String {
        switch self {
        case .logIn: AgentVerb.login.rawValue
        case .logOut: AgentVerb.logout.rawValue
        case .ready: AgentVerb.ready.rawValue
        case .notReady: AgentVerb.notReady.rawValue
        case .endWrapUp: AgentVerb.endWrapUp.rawValue
        case .dispose: AgentVerb.dispose.rawValue
        }
    }
}

/// Where the dialplan says what came of a feature code: extensions of `mayday-feature`.
enum FeatureAnswer: String, CaseIterable {
    case login, logout, ready
    case paused
    case wrapUp = "wrap-up"
    case disposed
    /// Known, and not possible now: an agent who is offline cannot pause.
    case refused
    /// No agent has this phone, or there is no such code or reason.
    case unknown

    var place: DialplanPlace { DialplanPlace(context: "mayday-feature", extension: rawValue) }
}

extension Core {
    /// First argument of a phone that dialled a feature code; the second is what it dialled.
    static let featureArgument = "feature"

    /// An agent's phone has dialled a feature code. The agent is known by it: whoever sits there, and, where nobody does or
    /// somebody logs in, whose own phone it is.
    func feature(_ leg: LegSnapshot, dialled: String, on server: ServerID) {
        let endpoint = leg.endpoint.map { "\($0.technology)/\($0.resource)" } ?? ""
        let answer = obey(FeatureCode(dialled), at: EndpointKey(server: server, endpoint: endpoint))
        log.info(
            "a feature code",
            metadata: ["channel": "\(leg.id)", "code": "\(dialled.prefix(8))", "answer": "\(answer.rawValue)"])
        flush()
        ports.effects.giveBack(leg.id, on: server, to: answer.place)
    }

    private func obey(_ code: FeatureCode?, at phone: EndpointKey) -> FeatureAnswer {
        guard let code else { return .unknown }
        let (present, owner) = (engine.state.present(at: phone), engine.state.owner(of: phone))
        // The last login at a phone wins: who logs in there without being known by it is whose own phone it is.
        let isGuest = present.map { $0.settings.endpoint != phone.endpoint } ?? true
        guard let agent = code == .logIn && isGuest ? owner ?? present : present ?? owner else { return .unknown }
        if case .dispose(let number) = code {
            return dispose(agent.id, number: number, by: "phone \(phone.endpoint)")
        }
        guard agent.state != .offline || code == .logIn || code == .logOut else { return .refused }
        let comesBack = agent.endpoint != phone.endpoint
        // A call holds whoever sits elsewhere.
        if code == .logIn, comesBack, !agent.work.isEmpty { return .refused }
        let reasons = engine.state.settings.reasons
        var reason: String?
        if case .notReady(let number) = code {
            if let number, !reasons.indices.contains(number - 1) { return .unknown }
            if number == nil, !reasons.isEmpty { return .unknown }
            reason = number.map { reasons[$0 - 1].id }
        }
        decide(
            .ordered(
                OrderGiven(by: "phone \(phone.endpoint)", agent: agent.id, order: code.order, detail: reason)))
        switch code {
        case .logIn:
            decide(.agentCommanded(agent.id, comesBack ? .logInAt(endpoint: phone.endpoint) : .logIn))
            return .login
        case .logOut:
            decide(.agentCommanded(agent.id, .logOut))
            return .logout
        case .ready:
            decide(.agentCommanded(agent.id, .ready))
            return .ready
        case .notReady:
            decide(.agentCommanded(agent.id, .notReady(reason: reason ?? "")))
            return .paused
        case .endWrapUp:
            guard agent.state == .wrapUp, agent.whenDisposed == nil else { return .refused }
            decide(.agentCommanded(agent.id, .endWrapUp))
            return .wrapUp
        case .dispose: return .unknown
        }
    }
}

extension QueueState {
    /// Who sits at a phone; of two, the one who does not leave with the end of a call.
    fileprivate func present(at phone: EndpointKey) -> Agent? {
        let here = (agentsAtEndpoint[phone] ?? []).compactMap { agents[$0] }.filter {
            !$0.isRetired && $0.state != .offline
        }
        return here.first { $0.afterCall != .offline } ?? here.first
    }

    /// Whose own phone it is, wherever they sit; of several, one who sits nowhere else.
    fileprivate func owner(of phone: EndpointKey) -> Agent? {
        let owners = settings.agents.filter { $0.endpoint == phone.endpoint && $0.server == phone.server }
            .compactMap { agents[$0.id] }
        return owners.first { $0.seat == nil } ?? owners.first
    }
}

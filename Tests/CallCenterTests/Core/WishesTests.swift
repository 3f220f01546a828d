import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("Q2 Q3 Q5 what the dialplan says of a caller")
struct WishesTests {
    @Test("Q2 Q3 Q5 priority, skills and an agent, in any order")
    func all() {
        let wishes = Wishes([
            "agent=alice", "skills=german:60&billing", "priority=-5", "prefer_skills=english:50", "position=2",
        ])
        #expect(wishes.priority == -5)
        #expect(wishes.position == 2)
        #expect(wishes.needs.required.text == "billing:1,german:60")
        #expect(wishes.needs.preferred.text == "english:50")
        #expect(wishes.needs.agent == AgentID("alice"))
        #expect(wishes.unread.isEmpty)
    }

    @Test("Q2 what is empty says nothing", arguments: [[], [""], ["return"], ["return", ""], ["skills=", "agent="]])
    func empty(arguments: [String]) {
        let wishes = Wishes(arguments)
        #expect(wishes.priority == 0)
        #expect(wishes.needs == .none)
        #expect(wishes.unread.isEmpty)
    }

    @Test(
        "Q2 Q3 what cannot be understood is told, and the rest counts",
        arguments: [
            "priority=high", "priority=1000001", "position=0", "position=-1", "position=first", "colour=red",
            "nonsense",
            "skills=german:101", "skills=a b",
        ])
    func nonsense(argument: String) {
        let wishes = Wishes([argument, "agent=bob"])
        #expect(wishes.unread == [argument])
        #expect(wishes.priority == 0 && wishes.position == nil)
        #expect(wishes.needs == Needs(agent: AgentID("bob")))
    }

    @Test("Q2 one skill that cannot be understood does not cost the others")
    func half() {
        let wishes = Wishes(["skills=german:60&b!:3"])
        #expect(wishes.needs.required.text == "german:60")
        #expect(wishes.unread == ["skills=german:60&b!:3"])
    }

    @Test("Q5 the last agent counts within the queue's time and for presented numbers")
    func lastAgents() {
        var last = LastAgents()
        let (sales, support) = (QueueID("sales"), QueueID("support"))
        func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }
        #expect(!last.isWanted)
        last.windows = [sales: .seconds(100)]
        last.note("493012", AgentID("alice"), at: at(1000))
        last.note("493012", AgentID("bob"), at: at(1050))
        last.note(nil, AgentID("carl"), at: at(1050))
        last.note("", AgentID("carl"), at: at(1050))
        #expect(last.agent(for: "493012", in: sales, at: at(1150)) == AgentID("bob"))
        #expect(last.agent(for: "493012", in: sales, at: at(1151)) == nil)
        #expect(last.agent(for: "493012", in: support, at: at(1100)) == nil)
        #expect(last.agent(for: "493013", in: sales, at: at(1100)) == nil)
        #expect(last.agent(for: nil, in: sales, at: at(1100)) == nil)
        #expect(last.agent(for: "", in: sales, at: at(1100)) == nil)
    }

    @Test(
        "Q5 N2 a number is withheld where Asterisk has none, and where a SIP address has a word for that",
        arguments: ["", "anonymous", "Anonymous", "unavailable"])
    func withheld(_ number: String) {
        #expect(CallerID(name: "Ada", number: PhoneNumber(number)).presentedNumber == nil)
        #expect(CallerID(name: "Ada", number: PhoneNumber("030\(number)")).presentedNumber == "030\(number)")
    }

    @Test("Q5 talks that are read later, as a queue wants to know more, do not stand before those that were heard")
    func recalled() {
        var last = LastAgents()
        let sales = QueueID("sales")
        func at(_ seconds: Int64) -> Instant { Instant(milliseconds: seconds * 1000) }
        func talk(_ number: String, _ agent: String, _ seconds: Int64) -> CallerRecord {
            CallerRecord(
                token: CallerToken("t"), number: number, name: nil, agent: AgentID(agent), firstSeen: at(seconds),
                lastSeen: at(seconds))
        }
        last.windows = [sales: .seconds(1000)]
        last.note("493012", AgentID("bob"), at: at(1050))
        last.recall([talk("493012", "alice", 900), talk("493013", "alice", 800), talk("493013", "carl", 850)])
        #expect(last.agent(for: "493012", in: sales, at: at(1100)) == AgentID("bob"))
        #expect(last.agent(for: "493013", in: sales, at: at(1100)) == AgentID("carl"))
    }
}

import ARIClient
import Testing

@testable import Commands

@Suite struct DisconnectionTests {
    @Test("O4 a connection that ended is told with its reason, advice and the next attempt")
    func words() {
        let gone = ARIDisconnection(reason: .lost, wasConnected: true, retryIn: .milliseconds(53))
        #expect(gone.words == "no connection: the connection was lost; trying again at once")
        let closed = ARIDisconnection(
            reason: .unreachable("refused"), wasConnected: false, retryIn: .milliseconds(7600))
        #expect(
            closed.words
                == "no connection: not reachable (refused); is Asterisk running, and is `bindaddr`/`bindport` of http.conf "
                + "what `url` says?; trying again in 8 s")
        #expect(
            ARIDisconnection(reason: .silent, wasConnected: true).words
                == "no connection: silent: nothing was heard for too long")
    }
}

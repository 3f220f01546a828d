import ARI
import ARIClient
import WireJSON

/// What a server lacks of the ARI that this service uses, by what it says of itself: versions do not tell, because a
/// distribution may leave out a module and a minor version may bring an operation (A13).
package struct ServerFeatures: Hashable, Sendable {
    /// In words, for the health page and the log; empty where everything is there.
    package var missing: [String]
    /// Whether requests may go over a WebSocket (A8).
    package var hasRequestSocket: Bool

    init(_ server: APIDocs) {
        hasRequestSocket = server.model("RESTRequest") != nil
        missing = Self.needed.missing(from: server).filter(Self.isUsed).map(\.description)
        if !hasRequestSocket { missing.append("requests over a WebSocket") }
    }

    /// Asks a server for its own documents.
    static func probe(_ requests: any AsteriskRequests) async throws(ARIError) -> ServerFeatures {
        var docs = APIDocs()
        for resource in resources {
            let answer: ARIAnswer
            do throws(ARIError) {
                answer = try await requests.send(ARIRequest.raw(.get, path: ["api-docs", "\(resource).json"]))
            } catch {
                // A resource whose module is not loaded has no document: all of it is missing.
                guard error.isGone else { throw error }
                continue
            }
            do {
                docs.add(try APIDocs(resource: resource, document: answer.body))
            } catch {
                throw .unreadableAnswer("api-docs of \(resource): \(error)")
            }
        }
        return ServerFeatures(docs)
    }

    // MARK: What this service uses

    private static let resources = ["applications", "asterisk", "bridges", "channels", "endpoints", "events"]

    /// Operations with the parameters that we give.
    private static let operations: [String: Set<String>] = [
        "applications.filter": ["filter"], "applications.list": [], "applications.subscribe": ["eventSource"],
        "applications.unsubscribe": ["eventSource"],
        "asterisk.getInfo": [], "asterisk.ping": [], "asterisk.setGlobalVar": ["variable", "value"],
        "asterisk.getGlobalVar": ["variable"],
        "bridges.addChannel": ["channel"], "bridges.createWithId": ["type", "name"], "bridges.destroy": [],
        "bridges.list": [],
        "channels.answer": [], "channels.continueInDialplan": ["context", "extension", "priority"],
        "channels.create": ["endpoint", "app", "appArgs", "channelId", "variables"], "channels.dial": ["timeout"],
        "channels.get": [], "channels.hangup": ["reason"], "channels.list": [],
        "channels.originate": ["endpoint", "app", "appArgs", "variables"],
        "channels.setChannelVar": ["variable", "value"], "channels.startMoh": ["mohClass"], "channels.stopMoh": [],
        "endpoints.list": [], "events.userEvent": ["application"],
    ]

    private static let events: Set<String> = [
        "ApplicationReplaced", "ChannelDestroyed", "ChannelEnteredBridge", "ChannelHangupRequest",
        "ChannelStateChange", "ChannelUserevent", "DeviceStateChanged", "Dial", "StasisEnd", "StasisStart",
    ]

    private static let needed = APIDocs(
        operations: APIDocs.known.operations.filter { operations[$0.name] != nil },
        models: APIDocs.known.models.filter { events.contains($0.name) || $0.name == "Event" })

    private static func isUsed(_ difference: APIDocs.Difference) -> Bool {
        switch difference {
        case .operation: true
        case .parameter(let operation, let name): operations[operation]?.contains(name) == true
        case .event(let name), .model(let name): events.contains(name)
        case .field: false
        }
    }
}

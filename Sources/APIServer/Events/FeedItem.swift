import Locking
import MaydayAPI

/// An event on its way to the subscribers. Its wire form is made once, by the first that needs it.
package final class FeedItem: Sendable {
    package let event: APIEvent
    private let encoded = Locked<[UInt8]?>(nil)

    package init(_ event: APIEvent) {
        self.event = event
    }

    /// The event as a server-sent event (WHATWG HTML, 9.2): `id` for facts only, one line of data.
    package var frame: [UInt8] {
        encoded.withLock { bytes in
            if let bytes { return bytes }
            var frame: [UInt8] = []
            if let id = event.id { frame += Array("id: \(id)\n".utf8) }
            frame += Array("event: \(event.type)\ndata: ".utf8)
            frame += JSONText.encode(event)
            frame += [UInt8(ascii: "\n"), UInt8(ascii: "\n")]
            bytes = frame
            return frame
        }
    }
}

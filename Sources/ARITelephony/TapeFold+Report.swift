import ARI
import Telephony
import WireJSON

extension TapeFold {
    /// What `mayday ari fold` prints, one JSON document: maps by id, in the order of ids, live objects only, each in
    /// Asterisk's own form. The same tape gives the same bytes.
    package var report: [UInt8] {
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.member("events", events)
        writer.member("malformed", malformed)
        writer.member("unknown", unknown)
        writer.array("anomalies") { writer in
            for found in anomalies {
                writer.beginObject()
                writer.member("line", found.line)
                writer.member("kind", found.anomaly.kind.rawValue)
                writer.member("id", found.anomaly.id)
                writer.endObject()
            }
        }
        writer.object("board") { writeBoard(to: &$0) }
        writer.endObject()
        return writer.bytes
    }

    private func writeBoard(to writer: inout JSONWriter) {
        let words = Vocabulary()
        let legs = board.allLegs
        writer.object("channels") { writer in
            for leg in legs {
                writer.key(leg.id.raw)
                words.channel(leg.snapshot).write(to: &writer)
            }
        }
        writer.object("bridges") { writer in
            for bridge in board.allBridges {
                writer.key(bridge.id.raw)
                words.bridge(bridge.snapshot, members: board.members(of: bridge.id)).write(to: &writer)
            }
        }
        writer.object("playbacks") { writer in
            for playback in board.allPlaybacks {
                writer.key(playback.id.raw)
                words.playback(playback).write(to: &writer)
            }
        }
        writer.object("recordings") { writer in
            for recording in board.allRecordings {
                writer.key(recording.name.raw)
                words.recording(recording).write(to: &writer)
            }
        }
        writer.object("endpoints") { writer in
            let legsByEndpoint = Dictionary(grouping: legs, by: \.snapshot.endpoint)
            for endpoint in board.allEndpoints {
                writer.key(endpoint.id.description)
                words.endpoint(endpoint, legs: (legsByEndpoint[endpoint.id] ?? []).map(\.id)).write(to: &writer)
            }
        }
        writer.object("device_states") { writer in
            for device in board.allDevices {
                writer.key(device.name)
                words.device(device).write(to: &writer)
            }
        }
    }
}

import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

extension CallCenterService {
    /// What one call heard, decided and asked of Asterisk: the trace lines, and the journal's facts as decisions.
    func traceItems(of call: CallID) async throws(APIFailure) -> (items: [TraceItem], truncated: Bool) {
        do {
            let trace = try await store.reader.trace(call: call)
            var items = trace.lines.map { line in
                TraceItem(
                    at: APITime(milliseconds: line.at.milliseconds), sequence: line.sequence,
                    kind: TraceKind(rawValue: line.kind.rawValue) ?? .input, text: line.text, json: line.json)
            }
            for row in try await store.reader.journal(call: call) {
                items.append(
                    TraceItem(
                        at: APITime(milliseconds: row.at.milliseconds), sequence: row.sequence, kind: .decision,
                        queue: row.queue?.raw, text: row.words, json: String(decoding: row.body, as: UTF8.self)))
            }
            // A stable order: what was heard comes before what was decided at the same millisecond.
            let order: [TraceKind] = [.input, .decision, .request, .response]
            let sorted = items.enumerated().sorted { left, right in
                (left.element.at, order.firstIndex(of: left.element.kind) ?? 0, left.offset)
                    < (right.element.at, order.firstIndex(of: right.element.kind) ?? 0, right.offset)
            }
            return (sorted.map(\.element), trace.truncated)
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}

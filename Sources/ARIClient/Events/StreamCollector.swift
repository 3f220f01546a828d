import ARI

/// Makes elements of messages, and hands over at the end of the loop's turn. On the loop's thread.
final class StreamCollector: TurnEnding {
    private unowned let loop: WebSocketLoop
    private let delivery: ARIDelivery
    private let sink: ARISink
    private let reader: ARIEventReader
    private var batch: ARIStreamBatch
    private var isQueued = false
    private var connections = 0

    init(
        loop: WebSocketLoop, applications: [String], socket: Int = 0, delivery: ARIDelivery, sink: @escaping ARISink
    ) {
        self.loop = loop
        self.delivery = delivery
        self.sink = sink
        reader = ARIEventReader(limit: .max)
        batch = ARIStreamBatch(
            applications: applications, socket: socket, elements: [], sizes: [], receivedAt: 0)
    }

    func connected(_ peer: String) {
        connections += 1
        append(.connected(ARIConnection(number: connections, peer: peer)), size: 0)
    }

    func append(_ element: ARIStreamElement, size: Int) {
        if !isQueued {
            isQueued = true
            batch.receivedAt = WebSocketLoop.now()
            loop.callAtTurnEnd(self)
        }
        batch.elements.append(element)
        batch.sizes.append(size)
    }

    func message(_ bytes: UnsafeRawBufferPointer) {
        if delivery != .events {
            append(.frame(Array(bytes)), size: bytes.count)
            if delivery == .frames {
                // That event is short; longer ones need not be read where only bytes are wanted.
                if bytes.count < 512, let event = try? reader.read(bytes) { noteReplacement(event) }
                return
            }
        }
        do throws(ARIEventError) {
            let event = try reader.read(bytes)
            append(.event(event), size: delivery == .events ? bytes.count : 0)
            noteReplacement(event)
        } catch {
            append(.malformed(error, start: Array(bytes.prefix(200))), size: min(bytes.count, 200))
        }
    }

    private func noteReplacement(_ event: ARIEvent) {
        guard case .applicationReplaced(let replaced) = event, batch.applications.contains(replaced.application) else {
            return
        }
        append(.replaced(application: replaced.application), size: 0)
    }

    func turnEnded() -> Int {
        isQueued = false
        let count = batch.elements.count
        sink(&batch)
        batch.elements.removeAll(keepingCapacity: true)
        batch.sizes.removeAll(keepingCapacity: true)
        return count
    }
}

/// Makes elements of messages, and hands over at the end of the loop's turn. On the loop's thread.
final class StreamCollector: TurnEnding {
    private unowned let loop: WebSocketLoop
    private let delivery: ARIDelivery
    private let sink: ARISink
    private var batch: ARIStreamBatch
    private var isQueued = false
    private var connections = 0

    init(
        loop: WebSocketLoop, applications: [String], socket: Int = 0, delivery: ARIDelivery, sink: @escaping ARISink
    ) {
        self.loop = loop
        self.delivery = delivery
        self.sink = sink
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
        append(.frame(Array(bytes)), size: bytes.count)
        if let application = Self.replacedApplication(bytes) {
            append(.replaced(application: application), size: 0)
        }
    }

    func turnEnded() {
        isQueued = false
        sink(&batch)
        batch.elements.removeAll(keepingCapacity: true)
        batch.sizes.removeAll(keepingCapacity: true)
    }

    private static func replacedApplication(_ bytes: UnsafeRawBufferPointer) -> String? {
        nil
    }
}

import Locking

/// A stream's elements for a consumer that reads at its own pace: bounded, in order, and honest about what it missed.
///
/// While the buffer is full, messages are counted instead of kept; once half of it was read, `lagged` with their number
/// stands where they are missing. Connections and losses are always kept. One consumer, one iteration:
///
/// ```swift
/// let elements = ARIElements()
/// let stream = try ARIEventStream(…, sink: elements.sink)
/// stream.start()
/// for await element in elements { … }
/// ```
public final class ARIElements: AsyncSequence, Sendable {
    public typealias Element = ARIStreamElement
    public typealias Failure = Never

    private struct State {
        var elements: [ARIStreamElement] = []
        var bytes = 0
        /// Messages that found no room, since the last that did.
        var missed = 0
        var isFinished = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int
    private let byteLimit: Int
    private let state = Locked(State())

    /// - Parameters:
    ///   - capacity: how many messages are kept for the consumer.
    ///   - byteLimit: how many bytes they may have had on the wire.
    public init(capacity: Int = 16_384, byteLimit: Int = 64 << 20) {
        self.capacity = Swift.max(1, capacity)
        self.byteLimit = Swift.max(1, byteLimit)
    }

    /// For the stream that this shows.
    public var sink: ARISink {
        { [self] batch in take(&batch) }
    }

    /// Ends the iteration, after what is kept.
    public func finish() {
        wake { $0.isFinished = true }
    }

    private func take(_ batch: inout ARIStreamBatch) {
        wake { state in
            for (element, size) in zip(batch.elements, batch.sizes) {
                switch element {
                case .connected, .disconnected, .replaced, .lagged:
                    Self.tellMissed(&state)
                    state.elements.append(element)
                case .event, .frame, .malformed, .passedOver:
                    let isRoomy = state.elements.count < capacity && state.bytes + size <= byteLimit
                    // Once full, it stays closed until half was read: a consumer that is always one behind would
                    // otherwise be told of every single loss.
                    let isHalfEmpty = state.elements.count <= capacity / 2 && state.bytes <= byteLimit / 2
                    guard state.elements.isEmpty || (state.missed == 0 ? isRoomy : isHalfEmpty) else {
                        state.missed += 1
                        continue
                    }
                    Self.tellMissed(&state)
                    state.elements.append(element)
                    state.bytes += size
                }
            }
        }
    }

    private static func tellMissed(_ state: inout State) {
        guard state.missed > 0 else { return }
        state.elements.append(.lagged(state.missed))
        state.missed = 0
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Everything there is, or nil where nothing is.
    private func takeAll(_ state: inout State) -> [ARIStreamElement]? {
        if state.elements.isEmpty { Self.tellMissed(&state) }
        guard !state.elements.isEmpty else { return nil }
        var taken: [ARIStreamElement] = []
        swap(&taken, &state.elements)
        state.bytes = 0
        return taken
    }

    fileprivate func nextElements() async -> [ARIStreamElement] {
        while true {
            let (taken, isFinished) = state.withLock { (takeAll(&$0) ?? [], $0.isFinished) }
            if !taken.isEmpty || isFinished || Task.isCancelled { return taken }
            await withTaskCancellationHandler {
                await withCheckedContinuation { waiter in
                    let isDue = state.withLock { state in
                        if !state.elements.isEmpty || state.missed > 0 || state.isFinished || Task.isCancelled {
                            return true
                        }
                        state.waiter = waiter
                        return false
                    }
                    if isDue { waiter.resume() }
                }
            } onCancel: {
                wake { _ in }
            }
        }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(elements: self) }

    /// Takes the buffer whole and hands it out without a lock.
    public struct Iterator: AsyncIteratorProtocol {
        let elements: ARIElements
        private var taken: [ARIStreamElement] = []
        private var index = 0

        init(elements: ARIElements) {
            self.elements = elements
        }

        public mutating func next() async -> ARIStreamElement? {
            if index == taken.count {
                taken = await elements.nextElements()
                index = 0
                if taken.isEmpty { return nil }
            }
            defer { index += 1 }
            return taken[index]
        }
    }
}

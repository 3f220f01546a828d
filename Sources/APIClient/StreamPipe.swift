import Locking

/// From the connection's thread to the reader. Bounded: past the high mark the connection is told to pause.
final class StreamPipe: Sendable {
    fileprivate struct Contents {
        var elements: [StreamElement] = []
        var waiter: CheckedContinuation<Void, Never>?
        var end: APIClientFailure?
        var isEnded = false
        var lane: Lane?
        var isPaused = false
    }

    private static let highMark = 1000
    private let contents = Locked(Contents())

    /// The lane to pause and resume.
    func attach(_ lane: Lane?) {
        contents.withLock { contents in
            contents.lane = lane
            contents.isPaused = false
        }
    }

    func push(_ elements: [StreamElement]) {
        contents.withLock { contents in
            contents.elements += elements
            if contents.elements.count > Self.highMark, !contents.isPaused {
                contents.isPaused = true
                contents.lane?.pause()
            }
            contents.wake()
        }
    }

    func end(_ failure: APIClientFailure?) {
        contents.withLock { contents in
            contents.end = failure
            contents.isEnded = true
            contents.wake()
        }
    }

    func next() async throws(APIClientFailure) -> StreamElement? {
        while !Task.isCancelled {
            let (element, isEnded, failure) = contents.withLock { $0.take() }
            if let element { return element }
            if isEnded {
                if let failure { throw failure }
                return nil
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    contents.withLock { $0.park(continuation, isCancelled: Task.isCancelled) }
                }
            } onCancel: {
                contents.withLock { $0.wake() }
            }
        }
        return nil
    }
}

extension StreamPipe.Contents {
    mutating func take() -> (StreamElement?, Bool, APIClientFailure?) {
        guard !elements.isEmpty else {
            if isPaused {
                isPaused = false
                lane?.resume()
            }
            return (nil, isEnded, end)
        }
        return (elements.removeFirst(), false, nil)
    }

    mutating func park(_ continuation: CheckedContinuation<Void, Never>, isCancelled: Bool) {
        guard elements.isEmpty, !isEnded, !isCancelled else {
            continuation.resume()
            return
        }
        waiter = continuation
    }

    mutating func wake() {
        waiter?.resume()
        waiter = nil
    }
}

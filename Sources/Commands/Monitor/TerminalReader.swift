import CTerminal
import Dispatch
import Glibc
import TerminalUI

/// Reads the keyboard and the signals on a queue of its own and makes inputs of them.
final class TerminalReader: Sendable {
    /// How long an escape byte may wait for the rest of its sequence.
    private static let escapeWait = DispatchTimeInterval.milliseconds(50)

    /// The end that the signal handlers write into.
    let signalPipe: Int32
    private let signalEnd: Int32
    private let queue = DispatchQueue(label: "mayday.terminal")
    private let state: State

    /// Touched on `queue` only.
    private final class State: @unchecked Sendable {
        var decoder = KeyDecoder()
        /// Counts the reads, so that a timer knows whether it is still meant.
        var reads = 0
        var sources: [any DispatchSourceProtocol] = []
        var continuation: AsyncStream<TerminalInput>.Continuation?
    }

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        signalEnd = ends[0]
        signalPipe = ends[1]
        state = State()
    }

    func start() -> AsyncStream<TerminalInput> {
        let (stream, continuation) = AsyncStream.makeStream(of: TerminalInput.self)
        queue.sync {
            state.continuation = continuation
            watch(STDIN_FILENO) { $0.readKeys() }
            watch(signalEnd) { $0.readSignals() }
        }
        return stream
    }

    func cancel() {
        queue.sync {
            for source in state.sources { source.cancel() }
            state.sources = []
            state.continuation?.finish()
            state.continuation = nil
            // The write end stays open: a late handler must find a pipe, not another file of that number.
            if signalEnd >= 0 { Glibc.close(signalEnd) }
        }
    }

    private func watch(_ descriptor: Int32, _ handler: @escaping @Sendable (TerminalReader) -> Void) {
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler { [weak self] in self.map(handler) }
        source.activate()
        state.sources.append(source)
    }

    private func readKeys() {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count > 0 else {
            state.continuation?.yield(.end)
            return
        }
        state.reads += 1
        for key in state.decoder.feed(bytes.prefix(count)) { state.continuation?.yield(.key(key)) }
        guard state.decoder.isWaiting else { return }
        let read = state.reads
        queue.asyncAfter(deadline: .now() + Self.escapeWait) { [weak self] in
            guard let self, state.reads == read else { return }
            for key in state.decoder.flush() { state.continuation?.yield(.key(key)) }
        }
    }

    private func readSignals() {
        var numbers = [UInt8](repeating: 0, count: 64)
        let count = read(signalEnd, &numbers, numbers.count)
        for number in numbers.prefix(max(0, count)) {
            switch Int32(number) {
            case SIGWINCH, SIGCONT:
                var (width, height): (Int32, Int32) = (0, 0)
                guard mayday_terminal_size(STDOUT_FILENO, &width, &height) == 1 else { continue }
                state.continuation?.yield(.resize(width: Int(width), height: Int(height)))
            case SIGTSTP: state.continuation?.yield(.key(.control("z")))
            default: state.continuation?.yield(.end)
            }
        }
    }
}

import CCurl
import Dispatch
import Synchronization

/// One libcurl connection and the thread that drives it: one transfer at a time, the connection kept between them.
///
/// libcurl's rule is that a handle is touched by one thread at a time; here it is the lane's queue, except for
/// `curl_multi_wakeup`, which any thread may call while the handle lives. Nothing blocks a Swift task.
final class Lane: Sendable {
    /// What the transfer hands over, on the lane's thread. Returns false to end the transfer.
    typealias Sink = @Sendable (Piece) -> Bool

    enum Piece: Sendable {
        case head(status: Int, contentType: String)
        case body([UInt8])
    }

    /// The multi handle is freed in deinit only, so a wake-up never meets a dead one. The pointers are not Sendable;
    /// the rule above is what makes sharing them right.
    private struct Handles: @unchecked Sendable {
        let multi: UnsafeMutableRawPointer
        let easy: UnsafeMutableRawPointer
    }

    private let handles: Handles
    private let queue = DispatchQueue(label: "mayday.api-client")
    private let isCancelled = Atomic<Bool>(false)
    private let isPaused = Atomic<Bool>(false)

    init?() {
        guard Self.libraryIsReady, let multi = curl_multi_init() else { return nil }
        guard let easy = curl_easy_init() else {
            curl_multi_cleanup(multi)
            return nil
        }
        handles = Handles(multi: multi, easy: easy)
    }

    deinit {
        curl_easy_cleanup(handles.easy)
        curl_multi_cleanup(handles.multi)
    }

    /// `curl_global_init` is not thread-safe in every build; a static is initialised once.
    private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Runs a transfer to its end. Cancelling the task ends it at once.
    func perform(_ request: HTTPRequest, sink: @escaping Sink) async throws(APIClientFailure) {
        isCancelled.store(false, ordering: .relaxed)
        isPaused.store(false, ordering: .relaxed)
        let result: Result<Void, APIClientFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    continuation.resume(returning: run(request, sink))
                }
            }
        } onCancel: {
            cancel()
        }
        try result.get()
    }

    func cancel() {
        isCancelled.store(true, ordering: .releasing)
        curl_multi_wakeup(handles.multi)
    }

    /// The sink may take pieces again after it has returned ``Transfer/pause``.
    func resume() {
        isPaused.store(false, ordering: .releasing)
        curl_multi_wakeup(handles.multi)
    }

    func pause() {
        isPaused.store(true, ordering: .releasing)
    }

    // MARK: On the lane's thread

    private func run(_ request: HTTPRequest, _ sink: @escaping Sink) -> Result<Void, APIClientFailure> {
        let transfer = Transfer(
            easy: handles.easy, request: request, sink: sink,
            isPaused: { self.isPaused.load(ordering: .acquiring) })
        guard transfer.prepare() else { return .failure(.badSettings("the address '\(request.url)' cannot be used")) }
        guard curl_multi_add_handle(handles.multi, handles.easy) == CURLM_OK else {
            return .failure(.unreachable("libcurl cannot begin a transfer"))
        }
        defer {
            curl_multi_remove_handle(handles.multi, handles.easy)
            transfer.finish()
        }
        var running: Int32 = 1
        while true {
            if isCancelled.load(ordering: .acquiring) { return .failure(.cancelled) }
            if transfer.isHeld && !isPaused.load(ordering: .acquiring) {
                transfer.isHeld = false
                curl_easy_pause(handles.easy, CURLPAUSE_CONT)
            }
            guard curl_multi_perform(handles.multi, &running) == CURLM_OK else {
                return .failure(.interrupted("libcurl failed"))
            }
            var left: Int32 = 0
            if let message = curl_multi_info_read(handles.multi, &left), message.pointee.msg == CURLMSG_DONE {
                return transfer.outcome(ccurl_message_result(message))
            }
            guard running > 0 else { return .failure(.interrupted("the transfer ended without a result")) }
            // Woken by the socket, by a timeout of libcurl's own, or by `curl_multi_wakeup`.
            curl_multi_poll(handles.multi, nil, 0, 60_000, nil)
        }
    }
}

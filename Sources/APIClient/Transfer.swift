import CCurl
import MaydayAPI

/// The callbacks and options of one transfer. Lives on the lane's thread, for as long as the handle is in use.
final class Transfer {
    private let easy: UnsafeMutableRawPointer
    private let request: HTTPRequest
    private let sink: Lane.Sink
    private let isPaused: () -> Bool
    private var list: UnsafeMutablePointer<curl_slist>?
    private var headIsTold = false
    private var wasRefused = false
    /// libcurl was told to pause and must be told to go on.
    var isHeld = false

    init(
        easy: UnsafeMutableRawPointer, request: HTTPRequest, sink: @escaping Lane.Sink, isPaused: @escaping () -> Bool
    ) {
        self.easy = easy
        self.request = request
        self.sink = sink
        self.isPaused = isPaused
    }

    func prepare() -> Bool {
        curl_easy_reset(easy)
        for header in request.headers {
            guard let longer = curl_slist_append(list, header) else { return false }
            list = longer
        }
        var done = [
            ccurl_set_string(easy, CURLOPT_URL, request.url),
            ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
            ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method),
            ccurl_set_string(easy, CURLOPT_USERAGENT, "mayday"),
            ccurl_set_list(easy, CURLOPT_HTTPHEADER, list),
            // No proxy for a key that belongs to this service, and no signals in a library.
            ccurl_set_string(easy, CURLOPT_PROXY, ""),
            ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000),
            ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, request.timeoutMs),
            ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
                guard let bytes, let user else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
                return transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
            },
            // Unretained: this object outlives the transfer, see Lane.run.
            ccurl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(self).toOpaque()),
        ]
        if request.silenceSeconds > 0 {
            done.append(ccurl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1))
            done.append(ccurl_set_long(easy, CURLOPT_LOW_SPEED_TIME, request.silenceSeconds))
        }
        if let body = request.body {
            // The size goes first: with it libcurl copies bytes, without it text up to a zero.
            done.append(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            done.append(
                body.withUnsafeBytes { bytes in
                    let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                    return start.map { ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0) }
                        ?? ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
                })
        }
        return done.allSatisfy { $0 == CURLE_OK }
    }

    func finish() {
        curl_slist_free_all(list)
        list = nil
        // The handle is reused: nothing may point here any more.
        curl_easy_reset(easy)
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        if isPaused() {
            isHeld = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
        guard tellHead(), sink(.body(Array(bytes))) else {
            wasRefused = true
            // Any other number than was given ends the transfer.
            return bytes.count &+ 1
        }
        return bytes.count
    }

    private func tellHead() -> Bool {
        guard !headIsTold else { return true }
        headIsTold = true
        var status = 0
        var type: UnsafeMutablePointer<CChar>?
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        ccurl_get_string(easy, CURLINFO_CONTENT_TYPE, &type)
        return sink(.head(status: status, contentType: type.map { String(cString: $0) } ?? ""))
    }

    func outcome(_ code: CURLcode) -> Result<Void, APIClientFailure> {
        let words = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_OK:
            return tellHead() ? .success(()) : .failure(.cancelled)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return .failure(.badSettings("the address '\(request.url)' cannot be used: \(words)"))
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION:
            return .failure(.unreachable("\(request.url): \(words)"))
        case CURLE_OPERATION_TIMEDOUT:
            var connected: curl_off_t = 0
            ccurl_get_offset(easy, CURLINFO_CONNECT_TIME_T, &connected)
            return .failure(connected > 0 ? .timedOut(words) : .unreachable("\(request.url): \(words)"))
        case CURLE_WRITE_ERROR where wasRefused:
            return .failure(.cancelled)
        default:
            return .failure(.interrupted(words))
        }
    }
}

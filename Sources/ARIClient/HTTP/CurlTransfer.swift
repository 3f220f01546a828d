import ARI
import CCurl

/// One easy handle with what it collects. Used again and again, always on the transport's thread.
final class CurlTransfer {
    enum Verdict {
        case answered(Result<ARIAnswer, ARIError>)
        /// Nothing reached the server, or what did may be done twice: once more, on a new connection.
        case repeatOnFreshConnection
    }

    let easy: UnsafeMutableRawPointer
    var ticket: RequestTicket?
    private let baseURL: String
    private let settings: ARIRESTSettings
    private let plainHeaders: UnsafeMutablePointer<curl_slist>?
    private let jsonHeaders: UnsafeMutablePointer<curl_slist>?
    private var body: [UInt8] = []
    private var limit = 0
    private var isTooLarge = false
    private var isRepeated = false
    /// Connections that libcurl began to use for this exchange.
    private var starts = 0
    /// Whether libcurl wanted a second one by itself.
    private var wasRestarted = false

    init?(server: ARIServer, settings: ARIRESTSettings) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.settings = settings
        baseURL = server.baseURL
        // "Expect: 100-continue" would cost a round trip for every body above 1 MB; Asterisk never answers it.
        plainHeaders = curl_slist_append(nil, "Expect:")
        jsonHeaders = curl_slist_append(curl_slist_append(nil, "Expect:"), "Content-Type: application/json")
        configure(server)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(plainHeaders)
        curl_slist_free_all(jsonHeaders)
    }

    static func behind(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var pointer: UnsafeMutablePointer<CChar>?
        guard ccurl_get_string(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK, let pointer else { return nil }
        return Unmanaged<CurlTransfer>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    }

    /// What stays the same for every exchange.
    private func configure(_ server: ARIServer) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_set_pointer(easy, CURLOPT_PRIVATE, me)
        _ = ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        // An Asterisk is reached directly: http_proxy in the environment is meant for others.
        _ = ccurl_set_string(easy, CURLOPT_PROXY, "")
        // An id that looks like ".." must stay one.
        _ = ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        // A redirect would carry the credentials to wherever it points.
        _ = ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        _ = ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = ccurl_set_long(easy, CURLOPT_HTTPAUTH, 1)
        _ = ccurl_set_string(easy, CURLOPT_USERNAME, server.credentials.user)
        _ = ccurl_set_string(easy, CURLOPT_PASSWORD, server.credentials.password)
        _ = ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        _ = ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        if let file = server.trust.authorityFile {
            _ = ccurl_set_string(easy, CURLOPT_CAINFO, file)
            _ = ccurl_set_pointer(easy, CURLOPT_CAPATH, nil)
        }
        _ = ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.wholeMilliseconds)
        _ = ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, max(1, settings.idleLimit.wholeMilliseconds / 1000))
        _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, me)
        _ = ccurl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
            guard let bytes, let user else { return 0 }
            return Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue()
                .take(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        _ = ccurl_set_pointer(easy, CURLOPT_PREREQDATA, me)
        _ = ccurl_set_prerequest_callback(easy) { user, _, _, _, _ in
            guard let user else { return Int32(CURL_PREREQFUNC_ABORT) }
            return Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue().willSend()
        }
    }

    func prepare(_ ticket: RequestTicket, onFreshConnection: Bool) {
        let exchange = ticket.exchange
        self.ticket = ticket
        body = []
        isTooLarge = false
        starts = 0
        wasRestarted = false
        isRepeated = onFreshConnection
        limit = exchange.answerLimit ?? settings.answerLimit
        _ = ccurl_set_string(easy, CURLOPT_URL, baseURL + exchange.target)
        _ = ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, onFreshConnection ? 1 : 0)
        let timeout = exchange.timeout ?? settings.requestTimeout
        _ = ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, timeout.wholeMilliseconds))
        if exchange.body == nil && (exchange.method == "GET" || exchange.method == "DELETE") {
            _ = ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
        } else {
            let content = exchange.body ?? []
            _ = ccurl_set_long(easy, CURLOPT_POST, 1)
            _ = ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(content.count))
            content.withUnsafeBytes { bytes in
                // An empty array has no address, and a null one would make libcurl ask a read callback.
                if let start = bytes.baseAddress, !bytes.isEmpty {
                    _ = ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start))
                } else {
                    _ = ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
                }
            }
        }
        _ = ccurl_set_list(easy, CURLOPT_HTTPHEADER, exchange.body == nil ? plainHeaders : jsonHeaders)
        _ = ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, exchange.method)
    }

    /// Whether any byte of the request went out. libcurl's own figure is the last exchange's until a connection is had.
    var hasSent: Bool {
        guard starts > 0 else { return false }
        var sent: Int = 0
        _ = ccurl_get_long(easy, CURLINFO_REQUEST_SIZE, &sent)
        return sent > 0
    }

    // MARK: From libcurl's callbacks

    private func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= limit else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// libcurl repeats a request by itself, up to five times and whatever its method, where a connection used before
    /// ends without an answer. That would place a call twice; so its second start is stopped and decided upon here.
    private func willSend() -> Int32 {
        starts += 1
        guard starts == 1 else {
            wasRestarted = true
            return Int32(CURL_PREREQFUNC_ABORT)
        }
        return Int32(CURL_PREREQFUNC_OK)
    }

    // MARK: The outcome

    func verdict(on code: CURLcode) -> Verdict {
        guard let exchange = ticket?.exchange else {
            return .answered(.failure(.outcomeUnknown(.init(.unavailable, "no exchange under way"))))
        }
        if code == CURLE_OK { return .answered(.success(answer())) }
        let sent = hasSent
        if !isRepeated, isConnectionLoss(code), !sent || exchange.isIdempotent, wasUsedBefore {
            return .repeatOnFreshConnection
        }
        let failure = ARITransportFailure(kind(of: code), detail(of: code))
        return .answered(.failure(sent ? .outcomeUnknown(failure) : .requestNotSent(failure)))
    }

    private func answer() -> ARIAnswer {
        var status: Int = 0
        var type: UnsafeMutablePointer<CChar>?
        _ = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        _ = ccurl_get_string(easy, CURLINFO_CONTENT_TYPE, &type)
        return ARIAnswer(status: status, contentType: type.map { String(cString: $0) }, body: body)
    }

    /// The connection was taken from the pool, so that it may have died of age.
    private var wasUsedBefore: Bool {
        var opened: Int = 0
        _ = ccurl_get_long(easy, CURLINFO_NUM_CONNECTS, &opened)
        return wasRestarted || opened == 0
    }

    private func isConnectionLoss(_ code: CURLcode) -> Bool {
        wasRestarted || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING
            || (code == CURLE_RECV_ERROR && body.isEmpty)
    }

    private func kind(of code: CURLcode) -> ARITransportFailure.Kind {
        if isTooLarge { return .protocolViolation }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unresolved
        case CURLE_COULDNT_CONNECT: return .unreachable
        case CURLE_OPERATION_TIMEDOUT: return .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM:
            return .tls
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING: return .protocolViolation
        default: return .closed
        }
    }

    private func detail(of code: CURLcode) -> String {
        if isTooLarge { return "the answer is larger than \(limit) bytes" }
        if wasRestarted { return "the connection ended before an answer" }
        return String(cString: curl_easy_strerror(code))
    }
}

extension Duration {
    /// Rounded down; anything beyond what a C `long` of milliseconds holds is cut to a day.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 86_400 else { return 86_400_000 }
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}

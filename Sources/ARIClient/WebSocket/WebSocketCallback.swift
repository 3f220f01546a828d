import CWebSockets

/// The one door through which libwebsockets speaks; always on the loop's thread.
func webSocketCallback(
    _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
    _ input: UnsafeMutableRawPointer?, _ length: Int
) -> Int32 {
    guard let wsi else { return 0 }
    switch reason {
    case LWS_CALLBACK_CLIENT_RECEIVE, LWS_CALLBACK_RECEIVE:
        guard let connection = connection(behind: wsi) else { return 0 }
        connection.received(wsi, UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length))
        return 0
    case LWS_CALLBACK_CLIENT_WRITEABLE, LWS_CALLBACK_SERVER_WRITEABLE:
        return connection(behind: wsi)?.writable(wsi) ?? 0
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG, LWS_CALLBACK_RECEIVE_PONG:
        connection(behind: wsi)?.heard()
        return 0
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
        guard let connection = connection(behind: wsi), let input else { return 0 }
        let cursor = input.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self)
        return connection.appendHeaders(at: cursor, room: length)
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        connection(behind: wsi)?.opened()
        return 0
    case LWS_CALLBACK_CLIENT_HTTP_REDIRECT:
        // Followed, it would carry the credentials to wherever it points.
        return 1
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        connection(behind: wsi)?.failed(wsi, text(input, length))
        return 0
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        connection(behind: wsi)?.peerCloses(UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length))
        return 0
    case LWS_CALLBACK_CLIENT_CLOSED, LWS_CALLBACK_CLOSED, LWS_CALLBACK_WSI_DESTROY:
        connection(behind: wsi)?.closed()
        return 0
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return listener(behind: wsi)?.judge(wsi) ?? 0
    case LWS_CALLBACK_ESTABLISHED:
        guard let connection = connection(behind: wsi) else { return -1 }
        connection.opened()
        return 0
    case LWS_CALLBACK_HTTP:
        lws_return_http_status(wsi, UInt32(HTTP_STATUS_NOT_FOUND.rawValue), nil)
        return -1
    default:
        return lws_callback_http_dummy(wsi, reason, user, input, length)
    }
}

private func connection(behind wsi: OpaquePointer) -> WebSocketConnection? {
    guard let pointer = lws_get_opaque_user_data(wsi) else { return nil }
    return Unmanaged<WebSocketConnection>.fromOpaque(pointer).takeUnretainedValue()
}

private func listener(behind wsi: OpaquePointer) -> ListenerCore? {
    guard let vhost = lws_get_vhost(wsi), let pointer = lws_get_vhost_user(vhost) else { return nil }
    return Unmanaged<ListenerCore>.fromOpaque(pointer).takeUnretainedValue()
}

private func text(_ input: UnsafeMutableRawPointer?, _ length: Int) -> String {
    guard let input, length > 0 else { return "no connection" }
    let bytes = UnsafeRawBufferPointer(start: input, count: length).prefix { $0 != 0 }
    return String(decoding: bytes, as: UTF8.self)
}

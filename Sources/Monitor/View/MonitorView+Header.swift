import MaydayAPI
import TerminalUI

/// The first two lines and the last: how the service and its servers do, what is wrong, which keys there are.
extension MonitorView {
    var headerLeft: [Span] {
        var spans = [Span(" Mayday "), statusSpan]
        if case .lost = model.link {
            let age = Format.duration(model.now.milliseconds - model.linkSince.milliseconds)
            return spans + [Span(" \(age) to \(model.service)")]
        }
        guard let health = model.shown.health else { return spans + [Span("  \(model.service)")] }
        spans.append(Span("  \(health.node)"))
        let servers = health.asterisk
        let up = servers.count { $0.connection == .up }
        if servers.count > 3 {
            spans += [
                Span("  Asterisk "), Span("\(up) of \(servers.count) up", up == servers.count ? .good : .critical),
            ]
        } else {
            for server in servers {
                spans += [Span("  \(server.name) "), Span(word(server), server.connection.role)]
            }
        }
        if health.store.state == .degraded { spans += [Span("  store "), Span("degraded", .warning)] }
        return spans
    }

    private func word(_ server: AsteriskHealth) -> String {
        if server.connection == .up { return "up" }
        return "\(server.connection.rawValue) \(Format.duration(model.elapsed(since: server.sinceAt)))"
    }

    private var statusSpan: Span {
        switch model.link {
        case .lost: return Span("NO CONNECTION", .critical)
        case .connecting where model.picture.health == nil: return Span("CONNECTING", .warning)
        case .connecting, .live:
            guard let health = model.shown.health else { return Span("CONNECTING", .warning) }
            return Span(health.status.word, health.status.role)
        }
    }

    var headerRight: [Span] {
        [Span("\(clock(model.picture.serviceTime(model.now))) \(model.zoneName) ")]
    }

    private func clock(_ time: APITime) -> String {
        Format.clock(time, zoneOffset: model.zoneOffset)
    }

    /// What is wrong, the most urgent first: the link, a stopped display, alarms.
    var notice: [Span] {
        if case .lost(let reason, let trying, let nextTryAt) = model.link {
            return lostNotice(reason, trying, nextTryAt)
        }
        if let paused = model.paused {
            let since = clock(paused.picture.serviceTime(paused.at))
            return [Span(" DISPLAY STOPPED", .warning), Span(" at \(since); p goes on")]
        }
        guard let health = model.shown.health else { return [Span(" waiting for \(model.service)", .quiet)] }
        guard let first = health.alarms.first else { return [Span(" no alarms", .quiet)] }
        let count = Format.count(health.alarms.count, "ALARM", "ALARMS")
        let age = Format.duration(model.elapsed(since: first.sinceAt))
        return [Span(" \(count)", .critical), Span(" \(first.text) (\(first.code), since \(age))")]
    }

    private func lostNotice(_ reason: String, _ trying: String, _ nextTryAt: APITime?) -> [Span] {
        let since = clock(model.picture.serviceTime(model.linkSince))
        var text = " since \(since); \(trying)"
        if let nextTryAt {
            let left = max(0, nextTryAt.milliseconds - model.now.milliseconds + 999) / 1000
            text += left > 0 ? " in \(left) s" : " now"
        }
        return [Span(" UNREACHABLE", .critical), Span("\(text), attempt \(model.attempts): \(reason)")]
    }

    var footerLeft: [Span] {
        let short = " ? help  q quit"
        return [Span(footerRight.isEmpty ? short + "  Tab panel  ↑↓ select  Enter queue  s sort  p stop" : short)]
    }

    var footerRight: [Span] {
        switch model.link {
        case .lost: [Span("figures as of \(clock(model.shownTime)) ", .warning)]
        case .live, .connecting: model.paused == nil ? [] : [Span("stopped ", .warning)]
        }
    }
}

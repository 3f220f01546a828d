import MaydayAPI

/// The monitor without a screen: one line for each thing, for pipes, logs and screen readers.
package enum PlainReport {
    /// What the model shows, every queue, caller and agent, in the order of the screen.
    package static func lines(_ model: MonitorModel) -> [String] {
        var lines = [heading(model)]
        lines += (model.shown.health?.alarms ?? []).map { alarm in
            "alarm \(alarm.code) since \(Format.duration(model.elapsed(since: alarm.sinceAt))): \(clean(alarm.text))"
        }
        lines += model.queueRows.map(line)
        lines += model.callerRows.map { caller in
            let name = caller.name.map { " (\(clean($0)))" } ?? ""
            let agent = caller.agent.map { " at \($0)" } ?? ""
            return "caller \(caller.queue) position \(caller.position)"
                + " wait \(Format.duration(model.elapsed(since: caller.enteredAt))) priority \(caller.priority)"
                + " number \(clean(Format.number(caller.number)))\(name) \(caller.state.word)\(agent)"
        }
        lines += model.agentRows.map { agent in
            let reason = agent.reason.map { " (\(clean($0)))" } ?? ""
            let party = model.shown.party(of: agent).map { " call \(clean(Format.number($0.number)))" } ?? ""
            return "agent \(agent.id) \(agent.stateWord) \(Format.duration(model.elapsed(since: agent.stateSinceAt)))"
                + "\(reason)\(party)"
        }
        return lines
    }

    private static func heading(_ model: MonitorModel) -> String {
        let time = "\(model.picture.serviceTime(model.now))"
        switch model.link {
        case .lost(let reason, let trying, _):
            let age = Format.duration(model.now.milliseconds - model.linkSince.milliseconds)
            return
                "\(time) service unreachable for \(age): \(clean(reason)); \(clean(trying)), attempt \(model.attempts)"
        case .connecting, .live:
            guard let health = model.shown.health else { return "\(time) connecting to \(model.service)" }
            let servers = health.asterisk.map { " \($0.name) \($0.connection.rawValue)" }.joined()
            return "\(time) service \(health.status.rawValue) node \(health.node)\(servers)"
        }
    }

    private static func line(_ row: MonitorModel.QueueRow) -> String {
        let (queue, today) = (row.queue, row.queue.today)
        return "queue \(queue.id)" + (queue.door?.open == false ? " closed" : "")
            + " waiting \(queue.waiting) longest \(Format.duration(row.longestWaitMs))"
            + " ringing \(queue.offeredNow) talking \(queue.talking) ready \(queue.agents.ready)"
            + " busy \(queue.agents.busy) offered \(today.offered) answered \(today.answered)"
            + " abandoned \(today.abandoned) sl_now \(Format.percent(row.serviceLevelNow))"
            + " sl_today \(Format.percent(today.serviceLevel.value))"
            + (today.incomplete ? " incomplete, unseen \(Format.duration(today.blindMs))" : "")
    }

    /// Text from the network, without what would end a line or steer a terminal.
    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}

import MaydayAPI

/// The service's figures, from the values that the API shows anyway.
enum CallCenterMetrics {
    static func families(health: Health, queues: [Queue], agents: [Agent], now: APITime) -> [MetricFamily] {
        service(health, now: now) + levels(queues) + today(queues) + agentStates(agents)
    }

    private static func service(_ health: Health, now: APITime) -> [MetricFamily] {
        let statuses: [HealthStatus] = [.ok, .degraded, .failing]
        return [
            MetricFamily(
                "mayday_info", "1; the version and node are labels.",
                samples: [.init(1, [.init("version", health.version), .init("node", health.node)])]),
            MetricFamily(
                "mayday_uptime_seconds", "Seconds since the start.", samples: [.init(Double(health.uptimeMs) / 1000)]),
            MetricFamily(
                "mayday_health", "1 for the present status, 0 for the others.",
                samples: statuses.map { .init($0 == health.status ? 1 : 0, [.init("status", $0.rawValue)]) }),
            MetricFamily(
                "mayday_asterisk_up", "1 while events flow and the picture is whole.",
                samples: health.asterisk.map { .init($0.connection == .up ? 1 : 0, [.init("server", $0.name)]) }),
            MetricFamily(
                "mayday_asterisk_last_event_age_seconds", "Seconds since the last event.",
                samples: health.asterisk.compactMap { server in
                    server.lastEventAt.map { at in
                        .init(Double(now.milliseconds - at.milliseconds) / 1000, [.init("server", server.name)])
                    }
                }),
            MetricFamily("mayday_alarms", "Alarms that are raised.", samples: [.init(Double(health.alarms.count))]),
            MetricFamily(
                "mayday_store_degraded", "1 while facts wait in memory.",
                samples: [.init(health.store.state == .ok ? 0 : 1)]),
            MetricFamily(
                "mayday_store_buffered_facts", "Facts that wait in memory.",
                samples: [.init(Double(health.store.bufferedFacts))]),
            MetricFamily(
                "mayday_store_lost_facts_total", "Facts lost because the memory for waiting ones was full.",
                kind: .counter, samples: [.init(Double(health.store.lostFacts))]),
            MetricFamily(
                "mayday_journal_sequence", "The last committed sequence.", kind: .counter,
                samples: [.init(Double(health.store.journalSequence))]),
        ]
    }

    private static func levels(_ queues: [Queue]) -> [MetricFamily] {
        func gauge(_ name: String, _ help: String, _ value: (Queue) -> Double?) -> MetricFamily {
            MetricFamily(
                "mayday_queue_\(name)", help,
                samples: queues.compactMap { queue in value(queue).map { .init($0, [.init("queue", queue.id)]) } })
        }
        return [
            gauge("waiting", "Entries that wait.") { Double($0.waiting) },
            gauge("open", "1 while the queue takes callers.") { $0.door.map { $0.open ? 1 : 0 } },
            gauge("offered", "Entries whose offer rings.") { Double($0.offeredNow) },
            gauge("talking", "Entries connected or held.") { Double($0.talking) },
            gauge("longest_wait_seconds", "The longest wait among the waiting.") { Double($0.longestWaitMs) / 1000 },
            gauge("service_level_now", "Of the waiting, the part inside the threshold.") { $0.serviceLevelNow },
            gauge("agents_staffed", "Agents logged in and reachable.") { Double($0.agents.staffed) },
            gauge("agents_ready", "Agents ready for an offer.") { Double($0.agents.ready) },
        ]
    }

    /// Figures of the day begin again at midnight, so they are gauges.
    private static func today(_ queues: [Queue]) -> [MetricFamily] {
        func gauge(_ name: String, _ help: String, _ value: (QueueFigures) -> Double?) -> MetricFamily {
            MetricFamily(
                "mayday_queue_today_\(name)", help + " Since the local midnight.",
                samples: queues.compactMap { queue in
                    value(queue.today).map { .init($0, [.init("queue", queue.id)]) }
                })
        }
        return [
            gauge("offered", "Entries.") { Double($0.offered) },
            gauge("answered", "Entries answered.") { Double($0.answered) },
            gauge("abandoned", "Entries abandoned.") { Double($0.abandoned) },
            gauge("timed_out", "Entries that reached the longest wait.") { Double($0.timedOut) },
            gauge("other_exits", "Entries that left in another way.") { Double($0.otherExits.total) },
            gauge("wait_seconds_sum", "Waits of the answered.") { Double($0.waitSumMs) / 1000 },
            gauge("talk_seconds_sum", "Conversations.") { Double($0.talkSumMs) / 1000 },
            gauge("hold_seconds_sum", "Of the conversations, on hold.") { Double($0.holdSumMs) / 1000 },
            gauge("service_level", "The service level by the queue's formula.") { $0.serviceLevel.value },
        ]
    }

    private static func agentStates(_ agents: [Agent]) -> [MetricFamily] {
        [
            MetricFamily(
                "mayday_agents", "Agents by state.",
                samples: AgentState.allCases.map { state in
                    .init(Double(agents.count { $0.state == state }), [.init("state", state.rawValue)])
                })
        ]
    }
}

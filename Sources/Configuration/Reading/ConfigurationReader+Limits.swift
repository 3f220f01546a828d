import Queueing
import Telephony

/// A queue's limits, and where callers go whom it does not take or keep.
extension ConfigurationReader {
    func limits(_ section: Section, maxWait: Duration?) -> QueueLimits {
        var limits = QueueLimits()
        limits.onMaxWait = target(section, "on_max_wait", if: maxWait != nil, of: "max_wait")
        let most = section.value("max_length", default: 0, Value.integer(0...100_000))
        limits.maxLength = most == 0 ? nil : most
        limits.onFull = target(section, "on_full", if: most != 0, of: "max_length")
        limits.joinEmpty = absence(section, "join_empty")
        limits.onJoinEmpty = target(section, "on_join_empty", if: !limits.joinEmpty.isEmpty, of: "join_empty")
        limits.leaveEmpty = absence(section, "leave_empty")
        limits.onLeaveEmpty = target(section, "on_leave_empty", if: !limits.leaveEmpty.isEmpty, of: "leave_empty")
        let grace = section.value("leave_empty_after", default: .seconds(10), Value.duration(to: .seconds(3600)))
        limits.leaveEmptyAfter = Span(
            milliseconds: grace.components.seconds * 1000 + grace.components.attoseconds / 1_000_000_000_000_000)
        warn(section, "leave_empty_after", if: !limits.leaveEmpty.isEmpty, of: "leave_empty")
        limits.exitKeys = exitKeys(section)
        let regain = section.value("regain", default: .zero, Value.duration(to: .seconds(86_400)))
        limits.regain = regain == .zero ? nil : Span(milliseconds: regain.components.seconds * 1000)
        return limits
    }

    // MARK: Targets

    private func warn(_ section: Section, _ key: String, if isOfUse: Bool, of other: String) {
        guard section.node(key) != nil, !isOfUse else { return }
        problems.warn(section.origin(of: key), section.path(of: key), "has no effect without \(other)")
    }

    private func target(_ section: Section, _ key: String, if isOfUse: Bool, of other: String) -> Target {
        warn(section, key, if: isOfUse, of: other)
        guard let node = section.node(key) else { return .hangUp }
        return target(node, path: section.path(of: key)) ?? .hangUp
    }

    /// Nil where it is not there, or wrong.
    func exit(_ section: Section, _ key: String) -> Target? {
        section.node(key).flatMap { target($0, path: section.path(of: key)) }
    }

    /// `hangup`, `dialplan`, a place `{context, extension, priority}` or a queue `{queue}`.
    private func target(_ node: DocumentNode, path: String) -> Target? {
        guard case .mapping(let entries) = node.content else {
            guard case .scalar(let text) = node.content else {
                problems.add(node.origin, path, "expected one target, found \(node.kind)")
                return nil
            }
            switch text {
            case "hangup": return .hangUp
            case "dialplan": return .dialplan(nil)
            default:
                problems.add(
                    node.origin, path,
                    "'\(text)' is neither hangup nor dialplan nor {context: …, extension: …} nor {queue: …}",
                    Spelling.nearest(to: text, among: ["hangup", "dialplan"]))
                return nil
            }
        }
        let place = Section(node, path: path, problems: problems)
        defer { place.finish() }
        if entries.contains(where: { $0.key == "queue" }) {
            return place.required("queue", Value.identifier).map { .queue(QueueID($0)) }
        }
        let context = place.required("context", Value.dialplanName)
        let number = place.required("extension", Value.dialplanName)
        let priority = place.value("priority", default: 1, Value.integer(1...10_000))
        guard let context, let number else { return nil }
        return .dialplan(DialplanPlace(context: context, extension: number, priority: priority))
    }

    private func exitKeys(_ section: Section) -> [String: Target] {
        guard let node = section.node("exit_keys") else { return [:] }
        let path = section.path(of: "exit_keys")
        guard case .mapping(let entries) = node.content else {
            problems.add(node.origin, path, "expected keys of a phone, each with its target, found \(node.kind)")
            return [:]
        }
        var keys: [String: Target] = [:]
        for entry in entries {
            guard entry.key.utf8.count == 1, "0123456789*#ABCD".contains(entry.key) else {
                problems.add(entry.origin, "\(path).\(entry.key)", "is not a key of a phone: one of 0-9, *, #, A-D")
                continue
            }
            keys[entry.key] = target(entry.value, path: "\(path).\(entry.key)")
        }
        return keys
    }

    // MARK: Absence

    /// `off`, `loose`, `strict`, or the agent states that count as absent.
    private func absence(_ section: Section, _ key: String) -> Set<AgentState> {
        guard let node = section.node(key) else { return [] }
        if case .scalar(let text) = node.content {
            switch text {
            case "off": return []
            case "strict": return QueueLimits.strictlyAbsent
            case "loose": return QueueLimits.looselyAbsent
            case "true", "false", "yes", "no", "on":
                // app_queue's own `joinempty = yes` lets callers in.
                problems.add(
                    node.origin, section.path(of: key),
                    "'\(text)' can be read both ways; write off, strict, loose, or the agent states that count as absent"
                )
                return []
            default: break
            }
        }
        let absent = section.list(key, Value.word(AgentState.self))
        for state in absent where state.value == .ready {
            problems.add(state.origin, state.path, "an agent who is ready is not absent")
        }
        return Set(absent.map(\.value))
    }

    // MARK: Where they lead

    /// Targets that are queues must be there, and no caller may be sent in a circle without anybody's doing.
    func checkTargets(_ queues: [(section: Section, queue: QueueConfiguration)]) {
        let ids = queues.map(\.queue.id)
        let places = Dictionary(
            ids.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for (section, queue) in queues {
            for (key, target) in Self.targets(of: queue) {
                guard let other = target.queue?.raw else { continue }
                let origin = section.origin(of: String(key.prefix { $0 != "." }))
                if places[other] == nil {
                    problems.add(
                        origin, section.path(of: key), "there is no queue '\(other)'",
                        Spelling.nearest(to: other, among: ids))
                } else if other == queue.id {
                    problems.add(origin, section.path(of: key), "leads back to the queue itself")
                }
            }
        }
        var search = CircleSearch(
            queues.map { _, queue in
                (queue.limits.automaticTargets + queue.hours.targets).compactMap { $0.queue.flatMap { places[$0.raw] } }
            })
        // One that leads to itself was told already.
        guard let circle = search.first() else { return }
        let section = queues[circle[0]].section
        problems.add(
            section.origin, section.path,
            "callers would be sent in a circle: \(Self.words(for: circle.map { ids[$0] }))")
    }

    /// As many queues as a line can name.
    private static let longestWay = 12

    private static func words(for way: [String]) -> String {
        guard way.count > longestWay else { return way.joined(separator: " -> ") }
        let (first, last) = (way.prefix(longestWay / 2), way.suffix(longestWay / 2))
        let between = "(\(way.count - longestWay) more)"
        return (first + [between] + last).joined(separator: " -> ")
    }

    private static func targets(of queue: QueueConfiguration) -> [(key: String, target: Target)] {
        let limits = queue.limits
        let named = [
            ("on_max_wait", limits.onMaxWait), ("on_full", limits.onFull), ("on_join_empty", limits.onJoinEmpty),
            ("on_leave_empty", limits.onLeaveEmpty), ("when_closed", queue.hours.whenClosed),
            ("when_holiday", queue.hours.whenHoliday ?? .hangUp),
            ("when_emergency", queue.hours.whenEmergency ?? .hangUp),
        ]
        return named + limits.exitKeys.sorted { $0.key < $1.key }.map { ("exit_keys.\($0.key)", $0.value) }
    }
}

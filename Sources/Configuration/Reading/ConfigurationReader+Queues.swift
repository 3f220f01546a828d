import Queueing

extension ConfigurationReader {
    func queues(
        _ root: Section, _ dispositions: [Disposition], _ screenPop: ScreenPop?, schedules: [String]
    ) -> [Located<QueueConfiguration>] {
        var queues: [Located<QueueConfiguration>] = []
        var numbers: [String: String] = [:]
        // Without regard to case: the id becomes a part of URLs, variables and file names.
        var paths: [String: String] = [:]
        var standard: String?
        var read: [(section: Section, queue: QueueConfiguration)] = []
        for section in root.sections("queues") {
            let dialled = section.list("numbers", Value.dialledNumber)
            guard
                let queue = queue(
                    section, numbers: dialled.map(\.value), dispositions, screenPop, schedules: schedules)
            else { continue }
            if let twin = paths[queue.id.lowercased()] {
                problems.add(section.origin(of: "id"), section.path(of: "id"), "'\(queue.id)' is the id of \(twin) too")
            } else {
                paths[queue.id.lowercased()] = section.path
            }
            if queue.isDefault, let standard {
                problems.add(
                    section.origin(of: "default"), section.path(of: "default"),
                    "only one queue can be the default, and '\(standard)' is it already")
            } else if queue.isDefault {
                standard = queue.id
            }
            for number in dialled {
                if let other = numbers[number.value] {
                    problems.add(number.origin, number.path, "'\(number.value)' leads to the queue '\(other)' already")
                } else {
                    numbers[number.value] = queue.id
                }
            }
            queues.append(Located(value: queue, origin: section.origin, path: section.path))
            read.append((section, queue))
        }
        checkTargets(read)
        return queues
    }

    private func queue(
        _ section: Section, numbers: [String], _ dispositions: [Disposition], _ pop: ScreenPop?, schedules: [String]
    ) -> QueueConfiguration? {
        let id = section.required("id", Value.identifier)
        let aMoment = Duration.milliseconds(1)
        let anHour = Duration.seconds(3600)
        var queue = QueueConfiguration(id: id ?? "", numbers: numbers)
        queue.name = section.value("name", default: queue.id, Value.text)
        queue.strategy = section.value("strategy", default: queue.strategy, Value.word(Strategy.self))
        queue.ringStep = section.value("ring_step", default: queue.ringStep, Value.duration(from: aMoment, to: anHour))
        if section.node("ring_step") != nil, queue.strategy != .ringProgressively {
            problems.warn(
                section.origin(of: "ring_step"), section.path(of: "ring_step"),
                "has no effect without strategy: ring_progressively")
        }
        queue.ringTimeout = section.value(
            "ring_timeout", default: queue.ringTimeout, Value.duration(from: aMoment, to: anHour))
        queue.retry = section.value("retry", default: queue.retry, Value.duration(to: anHour))
        let maxWait = section.value("max_wait", default: .zero, Value.duration())
        queue.maxWait = maxWait == .zero ? nil : maxWait
        queue.limits = limits(section, maxWait: queue.maxWait)
        queue.wrapUp = section.value("wrap_up", default: queue.wrapUp, Value.duration())
        queue.serviceLevel = section.value(
            "service_level", default: queue.serviceLevel, Value.duration(from: aMoment))
        queue.shortAbandon = section.value("short_abandon", default: queue.shortAbandon, Value.duration())
        queue.weight = section.value("weight", default: queue.weight, Value.integer(0...1000))
        queue.music = section.value("music", default: queue.music, Value.dialplanName)
        queue.isDefault = section.value("default", default: queue.isDefault, Value.truth)
        queue.autoPause = autoPause(section)
        demand(section, of: &queue)
        queue.announcements = announcements(section.section("announce"))
        queue.disposition = disposition(section, among: dispositions)
        queue.screenPop = (screenPop(section) ?? pop.map { .template($0) })?.template
        queue.hours = hours(section, among: schedules)
        queue.answer = answer(section, of: queue)
        queue.callback = callback(section, of: queue)
        queue.isExclusive = section.value("exclusive", default: queue.isExclusive, Value.truth)
        section.finish()
        return id == nil ? nil : queue
    }

    /// `true` is `no_answer`; otherwise the causes by name.
    private func autoPause(_ section: Section) -> Set<AutoPauseCause> {
        if case .scalar(let text)? = section.node("auto_pause")?.content, let isOn = try? Value.truth(text) {
            return isOn ? [.noAnswer] : []
        }
        return Set(section.list("auto_pause", Value.word(AutoPauseCause.self)).map(\.value))
    }
}

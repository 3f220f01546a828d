import Queueing
import Telephony

/// Queues that call back who does not want to wait on the line.
extension ConfigurationReader {
    func callback(_ root: Section, of queue: QueueConfiguration) -> CallbackConfiguration? {
        guard root.node("callback") != nil else { return nil }
        let section = root.section("callback")
        let key = section.optional("key", Value.phoneKey)
        let endpoint = section.required("endpoint", Value.numberTemplate)
        let sound = section.optional("sound", Value.sound)
        let ring = section.value(
            "ring_timeout", default: .seconds(30), Value.duration(from: .seconds(1), to: .seconds(180)))
        let keep = section.value("keep", default: .seconds(8 * 3600), Value.duration(from: .seconds(1)))
        let most = section.value("max", default: 100, Value.integer(1...100_000))
        section.finish()
        if let key, queue.limits.exitKeys[key] != nil {
            problems.add(section.origin(of: "key"), section.path(of: "key"), "'\(key)' is one of exit_keys too")
        }
        if key != nil, queue.answer == .ring {
            problems.warn(
                section.origin(of: "key"), section.path(of: "key"),
                "has no effect with answer: ring, as no key can be heard")
        }
        guard let endpoint else { return nil }
        return CallbackConfiguration(
            key: key, endpoint: endpoint, sound: sound, ringTimeout: ring, keep: keep, most: most)
    }

    /// Nothing is dialled that is not allowed: a queue that calls back where nothing is would call nobody.
    func checkCallbacks(_ queues: [Located<QueueConfiguration>], _ dialling: DiallingConfiguration) {
        guard dialling.allow.isEmpty else { return }
        for queue in queues where queue.value.callback != nil {
            problems.add(
                queue.origin, "\(queue.path).callback",
                "nobody can be called back without dialling.allow, the prefixes that may be dialled")
        }
    }
}

extension Value {
    static func phoneKey(_ text: String) throws(Refusal) -> String {
        guard text.utf8.count == 1, "0123456789*#ABCD".contains(text) else {
            throw Refusal("'\(text)' is not a key of a phone: one of 0-9, *, #, A-D")
        }
        return text
    }

    /// What Asterisk dials, with a place for the number: `PJSIP/{number}@trunk`.
    static func numberTemplate(_ text: String) throws(Refusal) -> String {
        let place = "{number}"
        guard text.split(separator: place, omittingEmptySubsequences: false).count == 2 else {
            throw Refusal("'\(text)' needs {number} once, for example PJSIP/{number}@trunk")
        }
        // Whatever else it is made of is checked as any endpoint's name.
        _ = try endpoint(text.replacing(place, with: "0"))
        return text
    }
}

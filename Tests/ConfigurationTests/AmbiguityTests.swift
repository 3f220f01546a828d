import MaydayConfiguration
import Queueing
import Testing

@Suite("What readers of YAML read differently")
struct AmbiguityTests {
    @Test(
        "B4 an id is its very text, whatever else YAML would make of it",
        arguments: [
            "007", "0123", "1e3", "0x1F", "0o17", "1.50", "true", "no", "off", "y", "NaN", "2026-01-01", "1_000",
            "123.",
        ])
    func ids(_ text: String) throws {
        let loaded = try Sample.load(
            Sample.shortest + "\nnode: \(text)\nreasons: [{id: \(text)}]\nqueues: [{id: \(text), name: \(text)}]\n"
                + "agents: [{id: \(text), endpoint: PJSIP/\(text), queues: [\(text)]}]")
        let configuration = loaded.configuration
        #expect(configuration.node == text)
        #expect(configuration.reasons.map(\.id) == [text])
        #expect(configuration.queues.map(\.id) == [text] && configuration.queues.map(\.name) == [text])
        #expect(configuration.agents.map(\.endpoint) == ["PJSIP/\(text)"])
        #expect(configuration.agents.map(\.queues) == [[text]])
    }

    @Test("B4 numbers keep their zeros, and what is no number is told")
    func numbers() throws {
        let loaded = try Sample.load(Sample.shortest + "\nqueues: [{id: a, numbers: [0123, 00, 700]}]")
        #expect(loaded.configuration.queues[0].numbers == ["0123", "00", "700"])
        let problems = Sample.problems(adding: "queues: [{id: a, numbers: [1e3, 0x10, 1_000, '12:30', null]}]")
        #expect(problems.count == 5)
        #expect(
            problems.first
                == "mayday.yaml:5:28: queues[0].numbers[0]: '1e3' is not a number to dial: digits, '*', '#', "
                + "perhaps a '+' in front")
        #expect(problems.last == "mayday.yaml:5:55: queues[0].numbers[4]: expected a single value, found nothing")
    }

    @Test(
        "B4 what nothing stands for is no id",
        arguments: ["null", "Null", "~", ""])
    func nulls(_ text: String) {
        #expect(Sample.problems(adding: "queues: [{id: \(text)}]") == ["mayday.yaml:5:11: queues[0].id: has no value"])
        #expect(Sample.problems(adding: "queues: [{id: 'null'}]") == ["accepted: mayday-1"])
    }

    @Test(
        "B4 counts of which readers make different numbers are refused",
        arguments: [
            ("010", "'010' can be read as octal; leave the zero out; did you mean '10'?"),
            ("-010", "'-010' is not a whole number from 0 to 1000"),
            ("+010", "'+010' can be read as octal; leave the zero out; did you mean '10'?"),
            ("0x10", "'0x10' is not a whole number from 0 to 1000"),
            ("0o10", "'0o10' is not a whole number from 0 to 1000"),
            ("1_0", "'1_0' is not a whole number from 0 to 1000"),
            ("1e1", "'1e1' is not a whole number from 0 to 1000"),
            ("1:30", "'1:30' is not a whole number from 0 to 1000"),
            ("1.0", "'1.0' is not a whole number from 0 to 1000"),
        ])
    func integers(_ text: String, _ reason: String) {
        #expect(
            Sample.problems(adding: "queues: [{id: a, weight: \(text)}]")
                == ["mayday.yaml:5:26: queues[0].weight: \(reason)"])
        #expect(Sample.problems(adding: "queues: [{id: a, weight: 0}]") == ["accepted: mayday-1"])
    }

    @Test(
        "B4 each is told with line and reason",
        arguments: [
            ("x-a: !!int 010", "5:6", "types such as 'tag:yaml.org,2002:int' are not read"),
            ("x-a: !include other.yaml", "5:6", "types such as '!include' are not read"),
            ("x-a: !!set {a, b}", "5:6", "types such as 'tag:yaml.org,2002:set' are not read"),
            ("x-a:\n\t- b", "6:1", "not valid YAML: "),
            ("x-a: b\u{FEFF}", "5:7", "not valid YAML: a byte order mark in the middle"),
            ("x-a: b\u{0}c", "5:7", "not valid YAML: U+0000 is a control character"),
            ("x-a: b\u{2028}c", "5:7", "U+2028 ends a line to some readers"),
            ("x-a: b\u{85}c", "5:7", "U+0085 ends a line to some readers"),
            ("---\nnode: b", "5:1", "not valid YAML: but found another document"),
            ("x-a: {1: a, '1': b}", "5:13", "written twice in one group: '1' (first at /etc/mayday/mayday.yaml:5:7)"),
            ("x-a: {true: a, 'true': b}", "5:16", "written twice in one group: 'true' (first at "),
        ])
    func told(_ text: String, _ place: String, _ reason: String) {
        let problems = Sample.problems(adding: text)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("mayday.yaml:\(place): \(reason)") == true, "\(problems)")
    }

    @Test("B4 types that say what is so anyway are no harm")
    func usualTypes() {
        #expect(
            Sample.problems(adding: "queues: !!seq [!!map {id: !!str 007, name: x}]") == ["accepted: mayday-1"])
    }

    @Test(
        "B4 a key without end is refused before anyone follows it",
        arguments: [
            "*a20: x", "*a20 : x", "? *a20\n: x", "{*a20: x}", "[*a20 : x]", "? [*a20]\n: x", "[*a20]: x",
            "{a: *a20} : x", "? - *a20\n: x", "x-b: {? *a20 : x}", "x-b: it's\n*a20 : 'x", "x-b: [? [*a20] : x]",
            "!!str *a20 : x", "x-b: &b\n  ? *a20\n",
            "[*a20, \"[\"]: x", "['[', *a20]: x", "[']', *a20]: x", "[*a20, '{', b] : x", "[*a20, \"\\\"[\"]: x",
            "[[*a20], [b]]: x", "x-b: {'a]': [*a20]: x}", "x-b: 'c\n  d '\n[*a20]: ' '", "[*a20, !<[> b]: x",
            "x-b: a 'b\n[*a20]: 'x'", "x-b: \"{\" # '\n[*a20]: x # '", "x-b: |\n  '\n[*a20]: '",
        ])
    func bombs(_ key: String) {
        var text = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
            text += "x-\(level): &a\(level) [\(aliases)]\n"
        }
        let problems = Sample.problems(text + key)
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("mayday.yaml:2") == true)
        #expect(problems.first?.hasSuffix(": a key must be a plain word") == true)
    }

    @Test("B4 stars and question marks in values are no keys")
    func stars() {
        let text = """
            x-base: &base {retry: 3s}
            queues:
              - {id: a, <<: *base, name: "What? *21: yes", exit_keys: {"*": hangup}}
              - id: b
                <<: *base
                name: really? yes
            """
        #expect(Sample.problems(adding: text) == ["accepted: mayday-1"])
    }

    @Test(
        "B4 brackets and a colon in a value or a remark are no key, on the line of an alias or elsewhere",
        arguments: [
            #"api: {listen: "[::1]:8470"}"#, "api: {listen: '[::1]:8470'}", "api:\n  listen: '[::1]:8470'",
            "# [a]: b", "x-c: d  # {a}: b", "x-c: http://[::1]:80",
            #"screen_pop: "https://x/{queue}:{number}""#,
            #"queues: [{id: a, <<: *base, screen_pop: "https://x/{queue}:{number}"}]"#,
            "queues:\n  - id: a\n    <<: *base  # [a]: b\n    screen_pop: 'https://x/{queue}:{number}'",
            #"x-c: {d: *base, e: "http://[fd00::5]:8088"}"#,
        ])
    func brackets(_ text: String) {
        let base = "\nx-base: &base {retry: 3s}\nx-used: *base\n"
        for server in ["http://127.0.0.1:8088", "\"http://[fd00::5]:8088\"", "http://[fd00::5]:8088"] {
            let whole = Sample.shortest.replacing("http://127.0.0.1:8088", with: server) + base + text
            #expect(Sample.problems(whole) == ["accepted: mayday-1"])
        }
    }

    @Test("B4 many groups that share many keys are merged in a moment")
    func merged() {
        let keys = (0..<5000).map { "k\($0): 1" }.joined(separator: ", ")
        let text = "x-a: &a {\(keys)}\nx-b: {<<: [*a, *a], own: 1}"
        #expect(Sample.problems(adding: text) == ["accepted: mayday-1"])
    }
}

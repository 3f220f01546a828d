import MaydayConfiguration
import Testing

@Suite struct UnknownKeyTests {
    @Test("B4 an unknown key is told with line, column and the nearest right key")
    func unknownKey() {
        #expect(
            Sample.problems(adding: "queues:\n  - id: sales\n    ring_timout: 15s") == [
                "mayday.yaml:7:5: queues[0].ring_timout: unknown key; did you mean 'ring_timeout'?"
            ])
        #expect(
            Sample.problems(adding: "agnets: []") == ["mayday.yaml:5:1: agnets: unknown key; did you mean 'agents'?"])
        #expect(
            Sample.problems(adding: "store: {Path: a}") == [
                "mayday.yaml:5:9: store.Path: unknown key; did you mean 'path'?"
            ])
        #expect(
            Sample.problems(adding: "queues: [{id: a, ringTimeout: 15s, max-wait: 1m}]") == [
                "mayday.yaml:5:18: queues[0].ringTimeout: unknown key; did you mean 'ring_timeout'?",
                "mayday.yaml:5:36: queues[0].max-wait: unknown key; did you mean 'max_wait'?",
            ])
    }

    @Test("B4 where no right key is near, all of them are listed")
    func nothingNear() {
        #expect(
            Sample.problems(adding: "log: {destination: syslog}") == [
                "mayday.yaml:5:7: log.destination: unknown key (known here: format, level)"
            ])
    }

    @Test("B4 several mistakes are told at once, in the order of the file")
    func severalAtOnce() {
        let text = """
            node: my node
            asterisk:
              - url: 127.0.0.1:8088
                usr: mayday
                password_file: ari-password
            queues:
              - {id: sales, strategy: longest_idel, ring_timeout: 0}
              - {id: sales, weight: heavy}
            agents:
              - {id: alice, endpoint: 1001, queues: [sale]}
            """
        #expect(
            Sample.problems(text) == [
                "mayday.yaml:1:7: node: 'my node' is not a name of 1 to 64 letters a-z, digits, '_', '-' and '.'",
                "mayday.yaml:3:5: asterisk[0].user: is missing",
                "mayday.yaml:3:10: asterisk[0].url: '127.0.0.1:8088' is not a URL; write it as http://127.0.0.1:8088",
                "mayday.yaml:4:5: asterisk[0].usr: unknown key; did you mean 'user'?",
                "mayday.yaml:7:27: queues[0].strategy: 'longest_idel' is none of ring_all, longest_idle, fewest_calls, "
                    + "least_talk_time, random, weighted_random, round_robin, ordered, linear, ring_progressively; "
                    + "did you mean 'longest_idle'?",
                "mayday.yaml:7:55: queues[0].ring_timeout: must be more than 0",
                "mayday.yaml:8:10: queues[1].id: 'sales' is the id of queues[0] too",
                "mayday.yaml:8:25: queues[1].weight: 'heavy' is not a whole number from 0 to 1000",
                "mayday.yaml:10:27: agents[0].endpoint: '1001' is not an endpoint; write the technology and the name, "
                    + "for example PJSIP/1001; did you mean 'PJSIP/1001'?",
                "mayday.yaml:10:42: agents[0].queues[0]: there is no queue 'sale'; did you mean 'sales'?",
            ])
    }

    @Test("B4 what is not YAML is told with its line")
    func notYAML() {
        #expect(Sample.problems("node: [a").first?.hasPrefix("mayday.yaml:2:1: not valid YAML: ") == true)
        #expect(Sample.problems("node: a\nnode: b") == ["mayday.yaml:1:1: written twice in one group: 'node'"])
        #expect(Sample.problems("? [a]\n: b") == ["mayday.yaml:1:3: a key must be a plain word"])
        #expect(Sample.problems("a: *b").first?.contains("undefined alias") == true)
        #expect(Sample.problems("a: 1\n---\nb: 1").first?.hasPrefix("mayday.yaml:2:1: not valid YAML: ") == true)
        #expect(Sample.problems("a: \u{1}").first?.contains("not valid YAML") == true)
    }

    @Test("B4 deep nesting is refused, not followed", arguments: ["[", "{a: ", "- ", "? "])
    func deepNesting(opening: String) {
        let problems = Sample.problems(String(repeating: opening, count: 100_000))
        #expect(problems.count == 1)
        #expect(problems.first?.hasSuffix("nested deeper than 64 levels") == true)
    }

    @Test("B4 aliases that unfold without end are refused")
    func aliasBomb() {
        var text = "x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...20 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
            text += "x-\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(Sample.problems(text).first?.hasSuffix("once its aliases are followed") == true)
    }

    @Test("B4 whatever the bytes, the answer is a configuration or what is wrong with it", arguments: 0..<200)
    func anyBytes(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func dice(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(sides))
        }
        let alphabet = Array("\n\n  :-[]{}&*!|>'\"%@`#?,~<<=_aZ0\t\u{0}\u{85}\u{FEFF}é日".unicodeScalars)
        var scalars = Array(
            (Sample.shortest + "\nqueues: [{id: a, <<: {retry: 1s}}]\nagents:\n  - {id: b}\n").unicodeScalars)
        for _ in 0...dice(12) {
            let place = dice(scalars.count)
            switch dice(3) {
            case 0: scalars[place] = alphabet[dice(alphabet.count)]
            case 1: scalars.insert(alphabet[dice(alphabet.count)], at: place)
            default: scalars.removeSubrange(place..<min(scalars.count, place + dice(9)))
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        #expect(!Sample.problems(String(text), environment: ["MAYDAY_API__LISTEN": "127.0.0.1:1"]).isEmpty)
    }

    @Test("B4 an empty file and a file of one word say what is needed")
    func emptyFile() {
        let needed = "asterisk: at least one server is needed, with url, user and password_file"
        #expect(Sample.problems("") == ["mayday.yaml:1:1: \(needed)"])
        #expect(Sample.problems("# nothing\n") == ["mayday.yaml:1:1: \(needed)"])
        #expect(
            Sample.problems("hello") == [
                "mayday.yaml:1:1: expected keys such as 'asterisk:' and 'queues:', found a single value",
                "mayday.yaml:1:1: \(needed)",
            ])
        #expect(
            Sample.problems(adding: "queues: sales") == [
                "mayday.yaml:5:9: queues: expected a list (each item begins with '- '), found a single value"
            ])
        #expect(
            Sample.problems(adding: "api: [a]\nagents: [[]]") == [
                "mayday.yaml:5:6: api: expected a group of keys, found a list",
                "mayday.yaml:6:10: agents[0]: expected a group of keys, found a list",
                "mayday.yaml:6:10: agents[0].id: is missing", "mayday.yaml:6:10: agents[0].endpoint: is missing",
            ])
    }
}

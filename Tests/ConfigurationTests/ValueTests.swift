import MaydayConfiguration
import Testing

@Suite struct ValueTests {
    private func maxWait(_ text: String) throws -> Duration? {
        try Sample.load(Sample.shortest + "\nqueues: [{id: a, max_wait: \(text)}]").configuration.queues[0].maxWait
    }

    @Test(
        "B4 durations",
        arguments: [
            ("500ms", .milliseconds(500)), ("15s", .seconds(15)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
            ("1h30m", .seconds(5400)), ("1m500ms", .milliseconds(60_500)), ("0", nil), ("0s", nil),
        ] as [(String, Duration?)])
    func durations(text: String, expected: Duration?) throws {
        #expect(try maxWait(text) == expected)
    }

    @Test(
        "B4 wrong durations are told with what would be right",
        arguments: [
            ("15", "'15' has no unit; write ms, s, m or h; did you mean '15s'?"),
            ("''", "'' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("-5s", "'-5s' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("5 s", "'5 s' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("1.5s", "'1.5s' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("5s1m", "'5s1m' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("5s5s", "'5s5s' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("٣s", "'٣s' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("999999999999999999999h", "'999999999999999999999h' is not a duration such as 500ms, 15s, 2m or 1h"),
            ("999999999h", "'999999999h' is more than 24h"),
            ("[1s]", "expected a single value, found a list"),
        ])
    func wrongDurations(text: String, reason: String) {
        #expect(
            Sample.problems(adding: "queues: [{id: a, max_wait: \(text)}]") == [
                "mayday.yaml:5:28: queues[0].max_wait: \(reason)"
            ])
    }

    @Test(
        "B4 addresses to listen on",
        arguments: ["127.0.0.1:8470", "[::1]:8470", "localhost:0", "0.0.0.0:65535", "calls.example.org:80"])
    func listenAddresses(text: String) throws {
        let api = try Sample.load(Sample.shortest + "\napi: {listen: '\(text)'}").configuration.api
        #expect(api.listen.description == text)
    }

    @Test(
        "B4 wrong addresses to listen on",
        arguments: [
            "127.0.0.1", ":8470", "127.0.0.1:65536", "256.0.0.1:80", "1.2.3:80", "::1:8470", "a b:1", "[x]:1", "-a:1",
        ])
    func wrongListenAddresses(text: String) {
        #expect(
            Sample.problems(adding: "api: {listen: '\(text)'}") == [
                "mayday.yaml:5:15: api.listen: '\(text)' is not an address to listen on; "
                    + "write a host and a port, for example 127.0.0.1:8470"
            ])
    }

    @Test(
        "B4 URLs of servers",
        arguments: [
            ("http://pbx", "http://pbx:8088"), ("https://pbx/", "https://pbx:8089"),
            ("HTTP://[::1]:80/asterisk/", "http://[::1]:80/asterisk"),
        ])
    func urls(text: String, expected: String) throws {
        let file = Sample.shortest.replacing("http://127.0.0.1:8088", with: text)
        #expect(try Sample.load(file).configuration.asterisk[0].url.description == expected)
    }

    @Test(
        "B4 wrong URLs of servers",
        arguments: [
            ("ws://pbx:8088", "the address of the event socket follows from this one; did you mean 'http://pbx:8088'?"),
            ("http://pbx:8088/ari", "leave out '/ari'; did you mean 'http://pbx:8088'?"),
            ("ftp://pbx", "'ftp' is neither http nor https; write it as http://127.0.0.1:8088"),
            ("http://me:hunter2@pbx", "holds a user; give 'user' and 'password_file' instead"),
            ("http://pbx?x=1", "must end after the path; write it as http://127.0.0.1:8088"),
            ("http://", "'' is not a host with a port; write it as http://127.0.0.1:8088"),
            ("http://pbx:http", "'pbx:http' is not a host with a port; write it as http://127.0.0.1:8088"),
        ])
    func wrongURLs(text: String, reason: String) {
        let file = Sample.shortest.replacing("http://127.0.0.1:8088", with: text)
        #expect(Sample.problems(file) == ["mayday.yaml:2:10: asterisk[0].url: \(reason)"])
    }

    @Test(
        "B4 a user that HTTP's authentication cannot carry is refused at its line",
        arguments: [
            ("'a:b'", "must not hold a colon: a password belongs into the file that password_file names"),
            (#""a\tb""#, "must not hold control characters"), ("' '", "must not be empty"),
        ])
    func wrongUsers(user: String, reason: String) {
        let file = Sample.shortest.replacing("user: mayday", with: "user: \(user)")
        #expect(Sample.problems(file) == ["mayday.yaml:3:11: asterisk[0].user: \(reason)"])
    }

    @Test("B4 a password with control characters is refused at its place, and not repeated")
    func wrongPasswords() {
        let files = Sample.files(["/etc/mayday/ari-password": .init(text: "s3\u{1}cret\n")])
        #expect(
            Sample.problems(Sample.shortest, files: files) == [
                "mayday.yaml:4:20: asterisk[0].password_file: the password in '/etc/mayday/ari-password' "
                    + "must not hold control characters"
            ])
        #expect(
            Sample.problems(Sample.shortest, environment: ["MAYDAY_ASTERISK__0__PASSWORD": "s3\ncret"]) == [
                "environment variable MAYDAY_ASTERISK__0__PASSWORD: asterisk[0].password: "
                    + "must not be empty or hold control characters"
            ])
    }

    @Test(
        "B4 wrong endpoints",
        arguments: [
            ("SIP/1001", "chan_sip is gone from Asterisk; did you mean 'PJSIP/1001'?"),
            ("pjsip/1001", "'pjsip' is not a technology that Asterisk dials; did you mean 'PJSIP/1001'?"),
            ("PJSIP/", "'PJSIP/' is not an endpoint; write the technology and the name, for example PJSIP/1001"),
            (
                "PJSIP/a&PJSIP/b",
                "'PJSIP/a&PJSIP/b' is not an endpoint; write the technology and the name, "
                    + "for example PJSIP/1001"
            ),
        ])
    func wrongEndpoints(text: String, reason: String) {
        #expect(
            Sample.problems(adding: "agents: [{id: a, endpoint: '\(text)'}]") == [
                "mayday.yaml:5:28: agents[0].endpoint: \(reason)"
            ])
    }

    @Test("B4 Norway is a country, and a number keeps its zeros")
    func scalarsStayText() throws {
        let text = "numbers: {country: no}\nqueues: [{id: 007, numbers: [0800]}]"
        let configuration = try Sample.load(Sample.shortest + "\n" + text).configuration
        #expect(configuration.numbers.country == "NO")
        #expect(configuration.queues[0].id == "007")
        #expect(configuration.queues[0].numbers == ["0800"])
    }

    @Test(
        "B4 names have an end, wherever there are names; marks upon marks count",
        arguments: [
            ("queues: [{id: a, name: NAME}]", "queues[0].name"),
            ("agents: [{id: a, endpoint: PJSIP/1, name: NAME}]", "agents[0].name"),
            ("reasons: [{id: a, name: NAME}]", "reasons[0].name"),
            ("dispositions: [{id: a, name: NAME}]", "dispositions[0].name"),
            ("hours: [{id: a, zone: UTC, week: {}, holidays: [{date: 12-24, name: NAME}]}]", "holidays[0].name"),
        ])
    func names(_ text: String, _ path: String) {
        func problems(_ name: String) -> [String] {
            Sample.problems(adding: text.replacing("NAME", with: "\"\(name)\"")).filter { $0.contains(".name: ") }
        }
        #expect(problems(String(repeating: "ü", count: 200)).isEmpty)
        for long in [String(repeating: "ü", count: 201), "e" + String(repeating: "\u{301}", count: 200)] {
            #expect(problems(long).count == 1)
            #expect(
                problems(long).first?.hasSuffix("\(path): has 201 characters, and there can be 200 at most") == true)
        }
        #expect(problems("a\\Lb").first?.hasSuffix("\(path): must not hold control characters") == true)
        let huge = problems(String(repeating: "x", count: 57_000)).first
        #expect(huge?.hasSuffix("\(path): has 57000 bytes, and there can be 4096 at most") == true)
    }

    @Test("B4 a path may be longer than a name")
    func paths() {
        let path = "/" + String(repeating: "x/", count: 200) + "a"
        #expect(
            Sample.problems(adding: "api: {keys_file: \(path)}\nstore: {path: \(path)b}") == ["accepted: mayday-1"])
    }
}

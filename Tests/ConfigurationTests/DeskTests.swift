import MaydayConfiguration
import Testing

@Suite("Phones that are nobody's own")
struct DeskTests {
    @Test(
        "G3 desks are endpoints like agents' phones",
        arguments: [("", []), ("desks: [PJSIP/1101, DAHDI/3]", ["PJSIP/1101", "DAHDI/3"])] as [(String, [String])])
    func endpoints(_ text: String, _ expected: [String]) throws {
        #expect(try Sample.load(Sample.shortest + "\n" + text).configuration.desks == expected)
    }

    @Test("G3 what is no endpoint is told, with its place")
    func wrong() {
        let problems = Sample.problems(adding: "desks: [front]")
        #expect(problems.count == 1)
        #expect(problems.first?.contains(":9: desks[0]: 'front' is not an endpoint") == true, "\(problems)")
    }
}

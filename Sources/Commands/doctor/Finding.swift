/// One thing that was looked at.
package struct Finding: Codable, Sendable, Hashable {
    package enum Verdict: String, Codable, Sendable {
        case ok, warning, failure
    }

    package var verdict: Verdict
    /// What was looked at.
    package var what: String
    /// What was found.
    package var found: String
    /// What to do; nil where nothing is to be done.
    package var advice: String?

    static func ok(_ what: String, _ found: String) -> Finding {
        Finding(verdict: .ok, what: what, found: found)
    }
    static func warning(_ what: String, _ found: String, _ advice: String) -> Finding {
        Finding(verdict: .warning, what: what, found: found, advice: advice)
    }
    static func failure(_ what: String, _ found: String, _ advice: String) -> Finding {
        Finding(verdict: .failure, what: what, found: found, advice: advice)
    }
}

func findingText(_ findings: [Finding]) -> String {
    var text = ""
    for finding in findings {
        let mark =
            switch finding.verdict {
            case .ok: "ok  "
            case .warning: "WARN"
            case .failure: "FAIL"
            }
        text += "\(mark)  \(finding.what): \(finding.found)\n"
        if let advice = finding.advice { text += "      → \(advice)\n" }
    }
    return text
}

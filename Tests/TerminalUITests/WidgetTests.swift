import Testing

@testable import TerminalUI

@Suite struct WidgetTests {
    private func lines(_ canvas: Canvas) -> [String] {
        (0..<canvas.screen.height).map { canvas.screen.text(row: $0) }
    }

    private let table = Table(
        columns: [
            .init("Queue", least: 5, grows: true), .init("Waiting", .right, least: 3, dispensable: 0),
            .init("Note", least: 4, most: 10, dispensable: 1),
        ],
        rows: [
            [Span("sales"), Span("3"), Span("a long note indeed")], [Span("support"), Span("12", .warning)],
            [Span("zürich"), Span("0"), Span("日本語日本語")],
        ], sortedBy: 1)

    @Test("S1 a table grows into its room, shrinks, then leaves columns out")
    func tableLayout() {
        var canvas = Canvas(width: 32, height: 4, theme: Theme(.none))
        canvas.table(table, in: canvas.bounds)
        #expect(
            lines(canvas) == [
                "Queue        Waiting▾ Note      ", "sales               3 a long no…",
                "support            12           ", "zürich              0 日本語日… ",
            ])
        canvas = Canvas(width: 18, height: 4, theme: Theme(.none))
        canvas.table(table, in: canvas.bounds)
        #expect(
            lines(canvas) == ["Queue  Wai… Note  ", "sales     3 a lon…", "suppo…   12       ", "zürich    0 日本… "])
        canvas = Canvas(width: 10, height: 2, theme: Theme(.none))
        canvas.table(table, in: canvas.bounds)
        #expect(lines(canvas) == ["Queue Wai…", "sales    3"])
        canvas = Canvas(width: 3, height: 2, theme: Theme(.none))
        canvas.table(table, in: canvas.bounds)
        #expect(lines(canvas) == ["   ", "   "])
    }

    @Test("S1 a table scrolls, and the selected row stands out")
    func tableScroll() {
        var canvas = Canvas(width: 20, height: 2, theme: Theme(.none))
        var scroll = Scroll()
        scroll.moveToEnd()
        scroll.settle(count: 3, visible: 1)
        canvas.table(table, in: canvas.bounds, scroll: scroll, marksSelection: true)
        #expect(lines(canvas)[1].hasPrefix("zür"))
        #expect(canvas.screen[19, 1].style.attributes == .reverse)
    }

    @Test("S1 scrolling keeps the selection inside the list and the list on the screen")
    func scroll() {
        var scroll = Scroll()
        scroll.move(by: 7)
        scroll.settle(count: 20, visible: 5)
        #expect(scroll == Scroll(selected: 7, offset: 3))
        #expect(scroll.note(count: 20, visible: 5) == "4-8 of 20")
        #expect(scroll.note(count: 5, visible: 5) == "")
        scroll.settle(count: 2, visible: 5)
        #expect(scroll == Scroll(selected: 1, offset: 0))
        scroll.move(by: -100)
        scroll.settle(count: 0, visible: 0)
        #expect(scroll == Scroll())
        scroll.moveToEnd()
        scroll.move(by: .max)
        scroll.settle(count: 3, visible: 3)
        #expect(scroll == Scroll(selected: 2, offset: 0))
    }

    @Test("S1 bars and sparklines")
    func charts() {
        #expect(Chart.bar(0, columns: 4) == "····")
        #expect(Chart.bar(0.5, columns: 4) == "██··")
        #expect(Chart.bar(0.53, columns: 4) == "██▏·")
        #expect(Chart.bar(7, columns: 4) == "████")
        #expect(Chart.bar(.nan, columns: 2) == "··")
        #expect(Chart.sparkline([0, 1, 4, 8], columns: 6) == "  ▁▁▄█")
        #expect(Chart.sparkline([0, 0], columns: 2) == "▁▁")
        #expect(Chart.sparkline([1, 2, 3], columns: 0) == "")
    }

    @Test("S1 a box, a rule and a status line")
    func frames() {
        var canvas = Canvas(width: 16, height: 5, theme: Theme(.none))
        let inside = canvas.box(Rect(width: 16, height: 3), title: "Qs", note: "1-2")
        #expect(inside == Rect(column: 1, row: 1, width: 14, height: 1))
        canvas.rule(Rect(column: 0, row: 3, width: 16, height: 1), title: "Agents")
        canvas.line(
            [Span("ok", .good), Span(" up")], right: [Span("12:00")],
            in: Rect(column: 0, row: 4, width: 16, height: 1), background: .bar)
        #expect(
            lines(canvas) == [
                "┌─ Qs ─── 1-2 ─┐", "│              │", "└──────────────┘", "─ Agents ───────", "ok up      12:00",
            ])
        #expect(canvas.screen[8, 4].style.attributes == .reverse)
        #expect(canvas.screen[0, 4].style.attributes == .reverse)
        canvas.line([Span("a long left side")], right: [Span("12:00")], in: Rect(width: 16, height: 1))
        #expect(canvas.screen.text(row: 0) == "a long left side")
        #expect(canvas.box(Rect(width: 1, height: 1)).isEmpty)
    }

    @Test("S1 colours come from the environment that is passed in; NO_COLOR wins")
    func colourDepth() {
        #expect(ColourDepth(environment: ["TERM": "xterm-256color"]) == .palette)
        #expect(ColourDepth(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"]) == .none)
        #expect(ColourDepth(environment: ["TERM": "xterm-256color", "NO_COLOR": ""]) == .palette)
        #expect(ColourDepth(environment: ["TERM": "xterm"]) == .sixteen)
        #expect(ColourDepth(environment: ["TERM": "xterm", "COLORTERM": "truecolor"]) == .palette)
        #expect(ColourDepth(environment: ["TERM": "vt100"]) == .none)
        #expect(ColourDepth(environment: ["TERM": "dumb"]) == .none)
        #expect(ColourDepth(environment: [:]) == .none)
    }

    @Test("S1 without colours no style has one; with 16 none uses the palette", arguments: Role.allCases)
    func themes(role: Role) {
        let none = Theme(.none).style(role)
        #expect(none.foreground == .standard && none.background == .standard)
        for colour in [Theme(.sixteen).style(role).foreground, Theme(.sixteen).style(role).background] {
            if case .palette = colour { Issue.record("\(role) uses the palette") }
        }
    }
}

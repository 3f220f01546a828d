import MaydayAPI
import TerminalUI

extension MonitorModel {
    /// Takes one message that came at `now`, by our own clock.
    ///
    /// - Returns: what is to be done about it.
    package mutating func update(_ message: MonitorMessage, at now: APITime) -> [MonitorEffect] {
        self.now = max(self.now, now)
        var effects: [MonitorEffect] = []
        switch message {
        case .snapshot(let snapshot): picture.take(snapshot, at: self.now)
        case .event(let event): picture.take(event, at: self.now)
        case .link(let link): take(link)
        case .key(let key): effects = press(key)
        case .resize(let width, let height):
            self.width = width
            self.height = height
            effects.append(.redraw)
        case .tick: break
        }
        settle()
        return effects
    }

    private mutating func take(_ new: MonitorLink) {
        switch (link, new) {
        case (.lost, .lost): attempts += 1
        // Still lost: an attempt is not yet a success.
        case (.lost, .connecting): return
        case (_, .lost):
            linkSince = now
            attempts = 1
        default:
            linkSince = now
            attempts = 0
        }
        link = new
    }

    private mutating func press(_ key: Key) -> [MonitorEffect] {
        if showsHelp, key != .control("c") {
            showsHelp = false
            return []
        }
        switch key {
        case .character("q"), .control("c"): return [.quit]
        case .control("l"): return [.redraw]
        case .control("z"): return [.suspend]
        case .character("?"), .function(1): showsHelp = true
        case .character("p"), .character(" "):
            paused = paused == nil ? Paused(picture: picture, at: shownLocalTime) : nil
        case .character("s"): sorts[focus] = (sort(focus) + 1) % focus.sortCount
        case .tab, .right: moveFocus(1)
        case .backTab, .left: moveFocus(-1)
        case .enter: toggleQueue()
        case .escape: onlyQueue = nil
        default: move(key)
        }
        return []
    }

    /// While the service is away the shown times stand at the loss; a pause begins there too.
    private var shownLocalTime: APITime {
        if case .lost = link { linkSince } else { now }
    }

    private mutating func move(_ key: Key) {
        let page = max(1, layout.visibleRows(focus) - 1)
        var scroll = scroll(focus)
        switch key {
        case .up, .character("k"): scroll.move(by: -1)
        case .down, .character("j"): scroll.move(by: 1)
        case .pageUp: scroll.move(by: -page)
        case .pageDown: scroll.move(by: page)
        case .home, .character("g"): scroll.moveToStart()
        case .end, .character("G"): scroll.moveToEnd()
        default: return
        }
        scrolls[focus] = scroll
    }

    private mutating func moveFocus(_ by: Int) {
        let count = Panel.allCases.count
        focus = Panel(rawValue: (focus.rawValue + by + count) % count) ?? .queues
    }

    /// Enter on a queue shows its callers and agents only, once more shows all.
    private mutating func toggleQueue() {
        guard focus == .queues else { return }
        let rows = queueRows
        let selected = scroll(.queues).selected
        guard rows.indices.contains(selected) else { return }
        let id = rows[selected].queue.id
        onlyQueue = onlyQueue == id ? nil : id
        scrolls[.callers] = Scroll()
        scrolls[.agents] = Scroll()
    }

    /// Keeps what is selected inside the lists, which change at any time.
    private mutating func settle() {
        if let queue = onlyQueue, !shown.queues.contains(where: { $0.queue.id == queue }) { onlyQueue = nil }
        let layout = layout
        for panel in Panel.allCases {
            var scroll = scroll(panel)
            scroll.settle(count: layout.rowCount(panel), visible: layout.visibleRows(panel))
            scrolls[panel] = scroll
        }
    }
}

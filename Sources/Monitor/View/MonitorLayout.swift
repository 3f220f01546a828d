import TerminalUI

/// Where each part of the screen stands. It depends on the size and on how many queues and agents there are, not on how
/// many call, so that nothing jumps when a caller comes or goes.
package struct MonitorLayout: Sendable, Hashable {
    package private(set) var header = Rect(width: 0, height: 0)
    package private(set) var notice = Rect(width: 0, height: 0)
    package private(set) var footer = Rect(width: 0, height: 0)
    private var panels: [Rect] = []
    private var counts: [Int] = []

    /// Below this nothing can be shown that would be worth it.
    package static let leastWidth = 40
    package static let leastHeight = 12
    /// From this width on callers and agents stand side by side.
    static let wide = 140

    package var isTooSmall: Bool { panels.isEmpty }

    init(width: Int, height: Int, queues: Int, callers: Int, agents: Int) {
        guard width >= Self.leastWidth, height >= Self.leastHeight else { return }
        counts = [queues, callers, agents]
        let whole = Rect(width: width, height: height)
        let (top, below) = whole.splitTop(2)
        (header, notice) = (top.splitTop(1).top, top.splitTop(1).rest)
        let (middle, bottom) = below.splitBottom(1)
        footer = bottom
        if width >= Self.wide {
            let (upper, lower) = middle.splitTop(min(max(1, queues) + 2, middle.height / 2))
            let (left, right) = lower.splitLeft((width - 1) / 2)
            panels = [upper, left, right.splitLeft(1).rest]
        } else {
            // Two rows of each panel are its titles.
            let room = middle.height - 6
            let queueRows = min(max(1, queues), max(1, room / 3))
            let agentRows = min(max(1, agents), max(1, (room - queueRows) / 2))
            let (upper, rest) = middle.splitTop(queueRows + 2)
            let (centre, lower) = rest.splitBottom(agentRows + 2)
            panels = [upper, centre, lower]
        }
    }

    package func panel(_ panel: MonitorModel.Panel) -> Rect {
        panels.indices.contains(panel.rawValue) ? panels[panel.rawValue] : Rect(width: 0, height: 0)
    }

    func rowCount(_ panel: MonitorModel.Panel) -> Int {
        counts.indices.contains(panel.rawValue) ? counts[panel.rawValue] : 0
    }

    /// Rows for data, without the panel's own title and that of its columns.
    func visibleRows(_ panel: MonitorModel.Panel) -> Int {
        max(0, self.panel(panel).height - 2)
    }
}

extension MonitorModel {
    package var layout: MonitorLayout {
        MonitorLayout(
            width: width, height: height, queues: shown.queues.count, callers: callerRows.count,
            agents: agentRows.count)
    }
}

/// Which rows of a longer list are shown, with one of them selected.
package struct Scroll: Sendable, Hashable {
    /// The selected row.
    package private(set) var selected: Int
    /// The first row that is shown.
    package private(set) var offset: Int

    package init(selected: Int = 0, offset: Int = 0) {
        self.selected = max(0, selected)
        self.offset = max(0, offset)
    }

    package mutating func move(by rows: Int) {
        let (sum, overflow) = selected.addingReportingOverflow(rows)
        selected = overflow ? (rows < 0 ? 0 : .max) : max(0, sum)
    }

    package mutating func moveToStart() { selected = 0 }
    package mutating func moveToEnd() { selected = .max }
    package mutating func select(_ row: Int) { selected = max(0, row) }

    /// Brings both into a list of `count` rows of which `visible` fit.
    package mutating func settle(count: Int, visible: Int) {
        selected = min(selected, max(0, count - 1))
        let visible = max(1, visible)
        offset = min(offset, max(0, count - visible))
        if selected < offset { offset = selected }
        if selected >= offset + visible { offset = selected - visible + 1 }
    }

    /// `3-12 of 40`, or nothing when all rows fit.
    package func note(count: Int, visible: Int) -> String {
        guard count > visible, visible > 0 else { return "" }
        return "\(offset + 1)-\(min(count, offset + visible)) of \(count)"
    }
}

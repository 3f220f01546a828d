import MaydayAPI
import TerminalUI

/// The whole state of `mayday monitor`. It changes by `update` alone and is shown by `MonitorView`; it reads no clock
/// and does nothing by itself.
package struct MonitorModel: Sendable, Hashable {
    package enum Panel: Int, Sendable, Hashable, CaseIterable {
        case queues
        case callers
        case agents
    }

    /// Where the service is looked for, for people.
    package let service: String
    /// East of Greenwich, in seconds, for the times of day that are shown.
    package let zoneOffset: Int
    /// Its short name: `CET`.
    package let zoneName: String

    package internal(set) var picture = MonitorPicture()
    package internal(set) var link = MonitorLink.connecting
    /// Since when the link is as it is; while lost, since the first loss.
    package internal(set) var linkSince: APITime
    /// How often a connection was tried in vain since then.
    package internal(set) var attempts = 0
    /// The last moment that we were told.
    package internal(set) var now: APITime
    package internal(set) var width: Int
    package internal(set) var height: Int

    package internal(set) var focus = Panel.queues
    package internal(set) var scrolls: [Panel: Scroll] = [:]
    package internal(set) var sorts: [Panel: Int] = [:]
    /// Callers and agents of this queue only.
    package internal(set) var onlyQueue: String?
    package internal(set) var showsHelp = false
    /// What the display stands still at while the picture goes on.
    package internal(set) var paused: Paused?

    package struct Paused: Sendable, Hashable {
        var picture: MonitorPicture
        package var at: APITime
    }

    package init(
        service: String, now: APITime, width: Int = 80, height: Int = 24, zoneOffset: Int = 0, zoneName: String = "UTC"
    ) {
        self.service = service
        self.now = now
        self.width = width
        self.height = height
        self.zoneOffset = zoneOffset
        self.zoneName = zoneName
        linkSince = now
    }

    /// The picture to be drawn: the last, or the one at which the display was stopped.
    package var shown: MonitorPicture { paused?.picture ?? picture }

    /// The moment up to which the shown times count, by the service's clock. They stand while the display is paused
    /// and while the service is away: nobody knows whether those callers still wait.
    package var shownTime: APITime {
        if let paused { return paused.picture.serviceTime(paused.at) }
        if case .lost = link { return picture.serviceTime(linkSince) }
        return picture.serviceTime(now)
    }

    package func scroll(_ panel: Panel) -> Scroll { scrolls[panel] ?? Scroll() }

    package func sort(_ panel: Panel) -> Int { sorts[panel] ?? 0 }
}

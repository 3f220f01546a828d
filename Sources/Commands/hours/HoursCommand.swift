import APIClient
import ArgumentParser
import MaydayAPI

struct HoursCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hours", abstract: "When queues are open: business hours and holidays.",
        discussion: "Example: mayday hours list",
        subcommands: [
            HoursList.self, ItemSet<HoursItems>.self, ItemAdd<HoursItems>.self, ItemRemove<HoursItems>.self,
        ], defaultSubcommand: HoursList.self)
}

struct HoursList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All business hours, with the holidays of the next year.",
        discussion: """
            Whether a queue is open now is told by mayday queue hours.
            Example: mayday hours list
            """)

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let page = Page(items: try await options.client(console).schedules())
        try options.show(page, on: console) { businessHoursTable($0.items) }
    }
}

/// Days with the same hours as the one before are told with it.
func businessHoursTable(_ schedules: [BusinessHours]) -> String {
    var table = Table(.text("hours"), .text("zone"), .text("queues"), .text("day"), .text("open"))
    for schedule in schedules {
        var rows: [(first: String, last: String, open: [String])] = []
        for day in schedule.week {
            if rows.last?.open == day.open {
                rows[rows.count - 1].last = day.day
            } else {
                rows.append((day.day, day.day, day.open))
            }
        }
        var cells = [schedule.id, schedule.zone, schedule.queues.joined(separator: ",")]
        func add(_ day: String, _ open: [String]) {
            table.add(cells + [day, open.isEmpty ? "closed" : open.joined(separator: ", ")])
            cells = ["", "", ""]
        }
        for row in rows { add(row.first == row.last ? row.first : "\(row.first)-\(row.last)", row.open) }
        for holiday in schedule.holidays { add("\(holiday.date) \(holiday.name)", holiday.open) }
    }
    return table.rendered()
}

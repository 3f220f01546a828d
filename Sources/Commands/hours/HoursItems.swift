import ArgumentParser
import MaydayAPI

/// What the commands that change business hours are called and say.
enum HoursItems: ItemNoun {
    static let list = ConfigurationList.hours

    static let set = CommandConfiguration(
        commandName: "set", abstract: "Change keys of a schedule, or take changes back.",
        discussion: """
            Keys and values are those of the configuration's file; an empty value takes a change back. All of them are
            checked before any counts; they hold across a restart and lie over the file (mayday config show). Queues that go by
            them open and close at once where that is due.
            Example: mayday hours set office week='{mon-fri: 08:00-20:00}'
            Example: mayday hours set office holidays='[{date: 12-24, name: Christmas Eve}]'
            Example: mayday hours set office week=
            """)

    static let add = CommandConfiguration(
        commandName: "add", abstract: "Add a schedule, or have one back that was removed.",
        discussion: """
            Keys and values are those of the configuration's file; zone and week are needed. A queue goes by them once its key
            hours names them.
            Example: mayday hours add weekend zone=Europe/Berlin week='{sat: 09:00-13:00}'
            """)

    static let remove = CommandConfiguration(
        commandName: "remove", abstract: "Remove a schedule.",
        discussion: """
            A schedule that queues go by stays: change these first. One of the file is had back with add.
            Example: mayday hours remove weekend
            """)
}

import ArgumentParser
import MaydayAPI

/// What the commands that change reasons are called and say.
enum ReasonItems: ItemNoun {
    static let list = ConfigurationList.reasons

    static let set = CommandConfiguration(
        commandName: "set", abstract: "Change keys of a reason, or take changes back.",
        discussion: """
            Keys and values are those of the configuration's file; an empty value takes a change back. All of them are
            checked before any counts; they hold across a restart and lie over the file (mayday config show).
            Example: mayday reason set lunch longest=30m billable=true
            Example: mayday reason set lunch longest=
            """)

    static let add = CommandConfiguration(
        commandName: "add", abstract: "Add a reason, or have one back that was removed.",
        discussion: """
            Where there were none, any word would do until now; from now on only those that are listed do.
            Example: mayday reason add training name=Training billable=true
            """)

    static let remove = CommandConfiguration(
        commandName: "remove", abstract: "Remove a reason.",
        discussion: """
            Who is not ready for that reason stays so. With the last one gone, any word will do. One of the file is had back with
            add.
            Example: mayday reason remove training
            """)
}

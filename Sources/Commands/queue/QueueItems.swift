import ArgumentParser
import MaydayAPI

/// What the commands that change queues are called and say.
enum QueueItems: ItemNoun {
    static let list = ConfigurationList.queues

    static let set = CommandConfiguration(
        commandName: "set", abstract: "Change keys of a queue, or take changes back.",
        discussion: """
            Keys and values are those of the configuration's file; an empty value takes a change back. All of them are
            checked before any counts; they hold across a restart and lie over the file (mayday config show).
            Example: mayday queue set support ring_timeout=20s auto_pause=no_answer
            Example: mayday queue set support ring_timeout=
            """)

    static let add = CommandConfiguration(
        commandName: "add", abstract: "Add a queue, or have one back that was removed.",
        discussion: """
            Keys and values are those of the configuration's file. It is checked with everything else before it counts, holds
            across a restart and lies over the file. Who serves it is said with add-member.
            Example: mayday queue add training numbers=[702] strategy=ring_all
            """)

    static let remove = CommandConfiguration(
        commandName: "remove", abstract: "Remove a queue.",
        discussion: """
            Callers who wait in it go back to the dialplan, calls go on to their end, and nobody serves it any more. A queue
            that others lead to stays: change these first. One of the file is had back with add.
            Example: mayday queue remove training
            """)
}

import ArgumentParser
import MaydayAPI

/// What the commands that change agents are called and say.
enum AgentItems: ItemNoun {
    static let list = ConfigurationList.agents

    static let set = CommandConfiguration(
        commandName: "set", abstract: "Change keys of an agent, or take changes back.",
        discussion: """
            Keys and values are those of the configuration's file; an empty value takes a change back. All of them are
            checked before any counts; they hold across a restart and lie over the file (mayday config show). Which queues an
            agent serves is changed with mayday queue add-member.
            Example: mayday agent set alice skills='{german: 80}' capacity=2
            Example: mayday agent set alice capacity=
            """)

    static let add = CommandConfiguration(
        commandName: "add", abstract: "Add an agent, or have one back that was removed.",
        discussion: """
            Keys and values are those of the configuration's file; endpoint is needed. It is checked with everything else before
            it counts, holds across a restart and lies over the file. Which queues they serve is said with queue add-member.
            Example: mayday agent add carol endpoint=PJSIP/1003 name=Carol
            """)

    static let remove = CommandConfiguration(
        commandName: "remove", abstract: "Remove an agent.",
        discussion: """
            A phone that rings for them stops; a call goes on to its end. One of the file is had back with add.
            Example: mayday agent remove carol
            """)
}

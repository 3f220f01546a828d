import CTerminal
import Glibc
import Locking
import TerminalUI

/// The terminal, taken over by curses: raw input, the alternate screen, no cursor. Given back by `close()`, and by a
/// crash (`TerminalRescue`).
///
/// curses has one state for the whole process, so there is one session at a time, and all its calls are made here.
package actor TerminalSession: MonitorTerminal {
    private static let isOpen = Locked(false)

    /// Keys, sizes and the wish to end, from now until `close()`.
    package nonisolated let inputs: AsyncStream<TerminalInput>
    /// The window's size at the beginning.
    package nonisolated let width: Int
    package nonisolated let height: Int
    /// What the terminal can, which may be less than the environment promises.
    package nonisolated let depth: ColourDepth

    private let screen: OpaquePointer
    private let reader: TerminalReader
    private var shown: Screen?
    private var pairs: [Pair: Int16] = [:]
    private var closed = false
    private var suspended = false

    private struct Pair: Hashable {
        var foreground: Int16
        var background: Int16
    }

    /// Takes the terminal on standard input and output.
    package static func open(depth: ColourDepth, terminalName: String) throws(TerminalFailure) -> TerminalSession {
        var (width, height): (Int32, Int32) = (0, 0)
        guard isatty(STDIN_FILENO) == 1, mayday_terminal_size(STDOUT_FILENO, &width, &height) == 1 else {
            throw .notATerminal
        }
        guard
            isOpen.withLock({ open in
                open
                    ? false
                    : {
                        open = true
                        return true
                    }()
            })
        else { throw .alreadyOpen }
        _ = mayday_terminal_locale()
        let reader = TerminalReader()
        TerminalRescue.remember(pipe: reader.signalPipe)
        guard let screen = mayday_terminal_open(depth == .none ? 0 : 1) else {
            reader.cancel()
            isOpen.withLock { $0 = false }
            throw .unknownTerminal(terminalName)
        }
        TerminalRescue.install()
        let colours = mayday_terminal_colours()
        let able: ColourDepth = colours >= 256 ? .palette : colours >= 8 ? .sixteen : .none
        let chosen: ColourDepth = able == .none || depth == .none ? .none : able == .sixteen ? .sixteen : depth
        return TerminalSession(
            screen: screen, reader: reader, width: Int(width), height: Int(height), depth: chosen)
    }

    private init(screen: OpaquePointer, reader: TerminalReader, width: Int, height: Int, depth: ColourDepth) {
        self.screen = screen
        self.reader = reader
        self.width = width
        self.height = height
        self.depth = depth
        inputs = reader.start()
    }

    package func show(_ screen: Screen) {
        guard !closed, !suspended else { return }
        if shown?.width != screen.width || shown?.height != screen.height {
            mayday_terminal_resize(Int32(screen.height), Int32(screen.width))
            shown = nil
        }
        for run in screen.changes(from: shown) { write(run) }
        mayday_terminal_refresh()
        shown = screen
    }

    package func forget() {
        if suspended { TerminalRescue.watchForStops() }
        suspended = false
        shown = nil
        mayday_terminal_forget()
    }

    package func suspend() {
        guard !closed else { return }
        endwin()
        // Until SIGCONT arrives as a resize, which makes us forget, the terminal belongs to the shell: nothing may be
        // written even if other threads run on for a moment.
        suspended = true
        TerminalRescue.stop()
    }

    /// Gives the terminal back. What is shown afterwards goes nowhere.
    package func close() {
        guard !closed else { return }
        closed = true
        reader.cancel()
        endwin()
        TerminalRescue.uninstall()
        delscreen(screen)
        Self.isOpen.withLock { $0 = false }
    }

    private func write(_ run: Screen.Run) {
        let attributes = run.style.attributes
        mayday_terminal_style(
            attributes.contains(.bold) ? 1 : 0, attributes.contains(.dim) ? 1 : 0,
            attributes.contains(.underline) ? 1 : 0, attributes.contains(.reverse) ? 1 : 0, pair(run.style))
        var column = run.column
        var plain = ""
        for character in run.text {
            if character.isASCII {
                if plain.isEmpty { mayday_terminal_move(Int32(run.row), Int32(column)) }
                plain.append(character)
                column += 1
                continue
            }
            mayday_terminal_write(plain)
            plain = ""
            // Where curses and we disagree about a glyph's width, only that glyph is in the wrong place.
            mayday_terminal_move(Int32(run.row), Int32(column))
            mayday_terminal_write(String(character))
            column += Glyph(character).width
        }
        mayday_terminal_write(plain)
    }

    /// curses wants its colours in numbered pairs, made before they are used. Too many: the terminal's own colours.
    private func pair(_ style: Style) -> Int16 {
        let key = Pair(foreground: number(style.foreground), background: number(style.background))
        if key == Pair(foreground: -1, background: -1) { return 0 }
        if let known = pairs[key] { return known }
        let next = Int16(pairs.count + 1)
        guard Int32(next) < mayday_terminal_pairs() else { return 0 }
        init_pair(next, key.foreground, key.background)
        pairs[key] = next
        return next
    }

    private func number(_ colour: Colour) -> Int16 {
        switch colour {
        case .standard: -1
        case .basic(let number), .palette(let number): Int16(number)
        }
    }
}

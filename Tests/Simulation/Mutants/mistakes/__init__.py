"""The listed mistakes, a file for each room of the engine. A mistake is `(number, name, edits)`, an edit `(path, old, new)`
in Sources/Queueing; MUTANT in `new` holds while that mistake is made.

A number stays with its mistake: the documents and the results of earlier runs name it. A new mistake gets the next one,
wherever it stands.
"""
from . import agents, callbacks, callers, capacity, choice, commands, gaps, headsets, holds, hours, offers

ROOMS = (offers, choice, callers, commands, agents, gaps, headsets, hours, callbacks, capacity, holds)


def numbered(mistakes):
    """The mistakes by number; ends the program unless each number from 1 on stands there once."""
    mistakes = sorted(mistakes)
    numbers = [number for number, _, _ in mistakes]
    if numbers != list(range(1, len(numbers) + 1)):
        raise SystemExit(f"the numbers of the mistakes are not 1 to {len(numbers)}, each once")
    return mistakes


MISTAKES = numbered(mistake for room in ROOMS for mistake in room.MISTAKES)

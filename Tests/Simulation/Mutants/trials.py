"""Runs the simulation with each listed mistake until one of its seeds fails, and says at which.

`python3 trials.py SIMULATE SEEDS RESULTS`: SIMULATE is the program with all mistakes in it, RESULTS a file that gets
`number, name, seed` of each mistake (tabs; no seed: not noticed) once all were tried. Ends with 1 if the engine as it is
fails at one of these seeds, and then no mistake is tried; or if a mistake goes unnoticed.

A mistake is noticed
- if the run ends with status 1 and names the seed that failed, or
- if it traps: a precondition of the engine's own, or of the language, did not hold. That is told as a trap, with its seed.
A run that does not end in time, or ends in any other way, has noticed nothing.

`python3 trials.py --late RESULTS` prints those of the last whole run as a table that no seed before 100 noticed.
"""
import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from mistakes import MISTAKES  # noqa: E402

# What a program is ended with that Swift stops: SIGILL on x86-64, SIGTRAP on arm64.
TRAPS = (-signal.SIGILL, -signal.SIGTRAP)
FAILED = re.compile(r"^seed ([0-9]+): .*", re.MULTILINE)
LATE = 100


@dataclasses.dataclass(frozen=True)
class Finding:
    """What a mistake came to: the first seed that noticed it, none if none did; and words for it."""

    seed: int | None
    words: str
    is_trap: bool = False


class Trials:
    """Runs `program` for the seeds 1 to `seeds`. `limit`: seconds that these may take together, for each mistake."""

    def __init__(self, program, seeds, limit=None):
        self.program = str(program)
        self.seeds = seeds
        self.limit = limit or max(300, seeds * 3 / 10)

    def run(self, mistake, first, count, limit):
        """The status, negative for a signal and None where the time was over, and what was printed."""
        command = [self.program, "--from", str(first), "--count", str(count), "--first", "--mutant", str(mistake)]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace",
                timeout=max(limit, 0), env=os.environ | {"SWIFT_BACKTRACE": "enable=no"})
        except subprocess.TimeoutExpired:
            return None, ""
        return done.returncode, done.stdout

    def baseline(self):
        """What is wrong with the engine as it is, in words; None if nothing is."""
        status, printed = self.run(0, 1, self.seeds, self.limit)
        return None if status == 0 else self.judge(status, printed).words

    def attempt(self, mistake):
        status, printed = self.run(mistake, 1, self.seeds, self.limit)
        return self.trap(mistake, status) if status in TRAPS else self.judge(status, printed)

    def judge(self, status, printed):
        """A run that did not trap."""
        failed = FAILED.search(printed)
        if status == 1 and failed:
            return Finding(int(failed[1]), failed[0])
        if status == 0:
            return Finding(None, f"no seed of {self.seeds} failed")
        return Finding(None, ended(status) if status is not None else f"no end within {self.limit:g} s")

    def trap(self, mistake, status):
        """Which seed it was: a program that traps does not say, and several seeds run beside each other."""
        end = time.monotonic() + self.limit
        for seed in range(1, self.seeds + 1):
            alone, printed = self.run(mistake, seed, 1, end - time.monotonic())
            if alone in TRAPS:
                return Finding(seed, f"seed {seed}: trapped ({signal.Signals(-alone).name})", is_trap=True)
            if alone != 0:
                return self.judge(alone, printed)
        return Finding(None, f"{ended(status)}, but at no seed alone")


def ended(status):
    return f"ended with status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"


def try_all(trials, results, mistakes=MISTAKES):
    """The exit status of the whole."""
    wrong = trials.baseline()
    if wrong:
        print(f"mutants: without any mistake: {wrong}", file=sys.stderr)
        return 1
    print(f"{0:3}  {'no mistake':62} no seed of {trials.seeds} failed", flush=True)
    found = []
    for number, name, _ in mistakes:
        finding = trials.attempt(number)
        words = finding.words if finding.seed is not None else f"NOT NOTICED: {finding.words}"
        print(f"{number:3}  {name:62} {words[:150]}", flush=True)
        found.append((number, name, finding))
    seeds = ((number, name, "" if finding.seed is None else finding.seed) for number, name, finding in found)
    pathlib.Path(results).write_text("".join(f"{number}\t{name}\t{seed}\n" for number, name, seed in seeds))
    noticed = [finding for _, _, finding in found if finding.seed is not None]
    print(f"{len(noticed)} of {len(found)} mistakes noticed, {sum(finding.is_trap for finding in noticed)} of them by a trap")
    return 0 if len(noticed) == len(found) else 1


def late(results):
    """The lines of a table of those that no seed before 100 noticed."""
    lines = ["| number | mistake | noticed at seed |", "|---|---|---|"]
    for line in pathlib.Path(results).read_text().splitlines():
        number, name, seed = line.split("\t")
        if not seed or int(seed) >= LATE:
            lines.append(f"| {number} | {name} | {seed or 'none'} |")
    return lines


def main():
    if sys.argv[1] == "--late":
        print("\n".join(late(sys.argv[2])))
        return 0
    program, seeds, results = sys.argv[1:]
    return try_all(Trials(program, int(seeds)), results)


if __name__ == "__main__":
    sys.exit(main())

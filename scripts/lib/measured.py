"""Runs a measurement beside a witness (witness.py), and takes it again if it failed while the machine was disturbed.

A success counts at once, disturbed or not. A failure on a machine that gave its time counts at once. A failure on one
that did not is no measurement: that is told, with figures, and once the machine is quiet the measurement is taken again,
at most --runs times in all; the last one counts, whatever befell the machine. A command that was used wrongly or
crashed (64, 126 and above) counts at once, too: nobody's stolen time does that.

MAYDAY_MEASURE_BUDGET names a file with the seconds that repetitions may still take, all those of one run of the tests
together: what is to be taken again must fit in."""

import argparse
import contextlib
import math
import os
import signal
import subprocess
import sys
import time

from witness import Witness

TOLERANCE_MS, RUNS = 250, 3
# The machine is quiet after so many seconds of which none was disturbed; so long is waited for them.
QUIET_S, PATIENCE_S = 5, 120
ALONE_S = 600  # the budget of a command that is run by itself
USED_WRONGLY, CRASHED = 64, 126
INTERRUPTIONS = (signal.SIGTERM, signal.SIGINT)


def say(text):
    print(f"measured: {text}", file=sys.stderr, flush=True)


class Budget:
    """Seconds left for repetitions."""

    def __init__(self, path):
        self.path, self.own = path, ALONE_S

    @property
    def left(self):
        if not self.path:
            return self.own
        with open(self.path, encoding="ascii") as file:
            return float(file.read())

    def take(self, seconds):
        left = max(0.0, self.left - seconds)
        if not self.path:
            self.own = left
            return
        with open(self.path, "w", encoding="ascii") as file:
            file.write(f"{left:.1f}\n")


# A fifth of a core, after everybody else, until the parent is gone: arguments are the core and the parent. It is an amount
# of work (some 20 ms), not of time, so that it wants the more of a core the more is stolen.
SPIN = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
os.nice(19)
while os.getppid() == int(sys.argv[2]):
    sum(range(1_000_000))
    time.sleep(0.08)
"""


@contextlib.contextmanager
def demand(cores):
    """Time is stolen only from whoever wants it. More than a little would itself keep a busy host from giving it."""
    spinners = []
    try:
        for core in cores:
            spinners.append(subprocess.Popen([sys.executable, "-c", SPIN, str(core), str(os.getpid())],
                                             stdin=subprocess.DEVNULL))
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def wait_for_quiet(witness, tolerance, patience):
    """Seconds that it took; the machine may still not be quiet after `patience`."""
    began, start, told = time.monotonic(), witness.now() + 1, 0.0
    with demand(witness.cores):
        while (waited := time.monotonic() - began) < patience:
            time.sleep(0.5)
            if witness.now() - start < QUIET_S:
                continue
            verdict = witness.verdict(tolerance, since=start)
            if not verdict.disturbed:
                say(f"the machine was quiet for {verdict.seconds} s, after {time.monotonic() - began:.0f} s")
                break
            start = witness.now() + 1
            if waited - told >= 15:
                told = waited
                say(f"waiting for a quiet machine, {waited:.0f} s so far: {verdict}")
        else:
            say(f"the machine did not become quiet in {patience:.0f} s")
    return time.monotonic() - began


def measure(attempt, witness, budget, tolerance=TOLERANCE_MS, runs=RUNS, what="the measurement"):
    """What the attempt that counts gave. `attempt(number)`, from 1 on, gives (good, worth repeating, anything)."""
    for number in range(1, runs + 1):
        since, began = witness.now(), time.monotonic()
        good, worth, result = attempt(number)
        took = time.monotonic() - began
        if number > 1:
            budget.take(took)
        if good or not worth:
            if number > 1 and good:
                say(f"{what}: run {number} is good")
            return result
        verdict = witness.verdict(tolerance, since)
        if not verdict.seen or not verdict.disturbed:
            say(f"{what} failed, and counts: {verdict}")
            return result
        if number == runs:
            say(f"{what} failed in run {number}, the last one, which counts: {verdict}")
            return result
        if budget.left < took + QUIET_S:
            say(f"{what} failed on a disturbed machine ({verdict}), and counts: {took:.0f} s more are not in the budget "
                f"of {budget.left:.0f} s")
            return result
        say(f"{what} failed on a disturbed machine, which is no measurement: {verdict}")
        budget.take(wait_for_quiet(witness, tolerance, min(PATIENCE_S, budget.left - took)))
        say(f"{what} is taken again, run {number + 1} of {runs}")
    raise AssertionError("the last run returns")


class Command:
    def __init__(self, words):
        self.words, self.process, self.interrupted = words, None, None

    def __call__(self, number):
        """Tells the command by MAYDAY_MEASURE_RUN which run it is."""
        try:
            self.process = subprocess.Popen(self.words, env={**os.environ, "MAYDAY_MEASURE_RUN": str(number)})
        except OSError as failure:
            say(str(failure))
            return False, False, 127
        status = self.process.wait()
        status = 128 - status if status < 0 else status
        return status == 0, not self.interrupted and status != USED_WRONGLY and status < CRASHED, status

    def interrupt(self, number, _frame):
        self.interrupted = number
        if not self.process or self.process.returncode is not None:
            sys.exit(128 + number)
        if number != signal.SIGINT:  # that one comes from the keyboard, to the whole group
            self.process.send_signal(number)


def positive(text):
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


def main():
    parser = argparse.ArgumentParser(prog="scripts/measured", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tolerance", type=positive, default=TOLERANCE_MS, metavar="MS",
                        help=f"what a core must lose in a second to spoil the measurement ({TOLERANCE_MS})")
    parser.add_argument("--runs", type=int, choices=range(1, 10), default=RUNS, metavar="N", help=f"at most ({RUNS})")
    parser.add_argument("--name", help="what it is called in words (the command)")
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND…")
    parser.error = lambda message: (print(f"measured: {message} (see --help)", file=sys.stderr), sys.exit(64))
    options = parser.parse_args()
    if not options.command:
        parser.error("COMMAND is missing")
    budget = Budget(os.environ.get("MAYDAY_MEASURE_BUDGET"))
    try:
        budget.take(0)
    except (OSError, ValueError):
        parser.error(f"MAYDAY_MEASURE_BUDGET: no file with a number of seconds: {budget.path}")
    command = Command(options.command)
    with Witness() as witness:
        for number in INTERRUPTIONS:
            signal.signal(number, command.interrupt)
        return measure(command, witness, budget, options.tolerance, options.runs,
                       options.name or os.path.basename(options.command[0]))


if __name__ == "__main__":
    sys.exit(main())

"""scripts/benchmark, once everything is built."""

import argparse
import os
import pathlib
import signal
import sys

from . import calls, connect, dispatch, events, music, recovery, rest, select, waiting
from .report import Report

BENCHMARKS = {"events": events.run, "rest": rest.run, "dispatch": dispatch.run, "connect": connect.run,
              "waiting": waiting.run, "music": music.run, "calls": calls.run, "recovery": recovery.run, "select": select.run}


class Tools:
    """Where the built programs are."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.tape = self.folder / "tape.jsonl"

    def c(self, name):
        return self.folder / "c" / name

    def swift(self, name):
        return self.folder / "release" / name


def main():
    p = argparse.ArgumentParser(prog="scripts/benchmark")
    p.add_argument("name", choices=[*BENCHMARKS, "all"])
    p.add_argument("--json", action="store_true")
    p.add_argument("--runs", type=int, default=5)
    options = p.parse_args()  # scripts/benchmark has looked at them
    # Ended from outside, it ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report = Report(options.json)
    tools = Tools(os.environ["MAYDAY_BENCHMARK_FOLDER"])
    load = os.getloadavg()[0]
    if load > 1:
        print(f"benchmark: this machine is busy with other things (load {load:.1f}): trust the ratios, not the values",
              file=sys.stderr)
    for name, run in BENCHMARKS.items():
        if options.name in (name, "all"):
            run(tools, report, options.runs)
    sys.exit(1 if report.missed else 0)


if __name__ == "__main__":
    main()

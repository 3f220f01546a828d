"""scripts/benchmark, once everything is built."""

import argparse
import os
import pathlib
import sys

from . import connect, dispatch, events, recovery, rest, select
from .report import Report

BENCHMARKS = {"events": events.run, "rest": rest.run, "dispatch": dispatch.run, "connect": connect.run,
              "recovery": recovery.run,
              "select": select.run}


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

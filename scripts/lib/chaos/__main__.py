"""Chaos: traffic while everything fails in turn; at the end every caller is accounted for, and nothing is left behind."""

import argparse
import collections
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from . import accounts, traffic
from .stage import Stage


def options():
    parser = argparse.ArgumentParser(prog="scripts/chaos")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


def interrupted(_number, _frame):
    raise KeyboardInterrupt


def run(stage, seed, seconds):
    plan, faults = traffic.callers_and_agents(seed, seconds), traffic.faults(seed, seconds)
    stage.phones(plan)
    began = time.monotonic()
    stage.run(faults, began)
    stage.wait_for_callers(plan, deadline=max(began + seconds, time.monotonic()) + 90)
    stage.end_agents()
    left = stage.drain()
    queues, told = stage.api_queues(), accounts.of_api(stage)
    if (status := stage.end_service()) != 0:
        left.append(f"the service ended with {status}")
    count = collections.Counter(window.kind for window in stage.windows)
    print(f"{len(stage.windows)} faults: " + ", ".join(f"{count[kind]} × {words}" for kind, words in traffic.WORDS.items())
          + f"; {stage.wire.cuts} connections cut; the machine was late by {stage.witness.worst} ms at most")
    wrong = accounts.compare(stage, plan, queues, told, left)
    for line in wrong[:40]:
        print("WRONG " + line)
    print("every caller is accounted for" if not wrong else f"{len(wrong)} things are wrong; repeat with --seed {seed}")
    return 1 if wrong else 0


def main():
    opts = options()
    seed = opts.seed if opts.seed is not None else random.SystemRandom().randrange(1, 1_000_000)
    signal.signal(signal.SIGTERM, interrupted)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mayday-chaos-"))
    stage = Stage(folder, os.path.abspath(opts.binary))
    try:
        stage.start()
        print(f"seed {seed}: {opts.minutes:g} min of traffic (repeat with --seed {seed})", flush=True)
        return run(stage, seed, opts.minutes * 60)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    finally:
        keep = os.environ.get("MAYDAY_CHAOS_KEEP")
        if keep and stage.environment:
            shutil.copytree(stage.logs, folder / "asterisk-log", dirs_exist_ok=True)
            shutil.copytree(folder / "disk", folder / "store", dirs_exist_ok=True)
        stage.end()
        if keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

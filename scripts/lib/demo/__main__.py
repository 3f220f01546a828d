"""The demo: starts everything, drives the traffic, compares the totals, leaves nothing behind."""

import argparse
import os
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from witness import Witness

from . import accounts, traffic
from .stage import Stage


def options():
    parser = argparse.ArgumentParser(prog="scripts/demo")
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--sabotage", action="store_true")
    return parser.parse_args()


def interrupted(_number, _frame):
    raise KeyboardInterrupt


def measured(stage, plan, opts, witness):
    stage.phones(plan)
    stage.wait_for_callers(plan, deadline=time.monotonic() + opts.seconds + 90)
    stage.end_agents()
    stage.settle()
    figures, told = stage.api_queues(), accounts.of_api(stage)
    stage.end_service()
    return accounts.compare(stage, plan, figures, told, sabotage=opts.sabotage,
                            error=lambda moment: witness.margin(moment, accounts.DISTURBED_MS))


def main():
    opts = options()
    seed = opts.seed if opts.seed is not None else random.SystemRandom().randrange(1, 1_000_000)
    signal.signal(signal.SIGTERM, interrupted)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mayday-demo-"))
    stage = Stage(folder, os.path.abspath(opts.binary))
    try:
        stage.start()
        if opts.seconds is None:
            stage.phones(traffic.plan(seed, 3600 * 8))
            stage.monitor()
            return 0
        print(f"seed {seed}: {opts.seconds:g} s of traffic (repeat with --seed {seed})", flush=True)
        with Witness() as witness:
            return measured(stage, traffic.plan(seed, opts.seconds), opts, witness)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    finally:
        keep = os.environ.get("MAYDAY_DEMO_KEEP")
        if keep and stage.environment:
            shutil.copytree(stage.logs, folder / "asterisk-log", dirs_exist_ok=True)
        stage.end()
        if keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


sys.exit(main())

"""kill -9 with 500 live calls, then a start; the memory of the service when idle and of each live call."""

import os
import signal
import subprocess
import sys
import tempfile
import time

from .events import figures, make_tape
from .report import median
from .room import SCRIPTS, Room

CALLS = 500


def run(tools, report, runs):
    with tempfile.TemporaryDirectory() as name, Room(
            name, tools.swift("mayday"), ["--rtp-ports", "2400"]) as room:
        # Nobody is there to answer: all 500 wait, which is what a start must get right.
        room.configure([1001])
        room.start_service()
        time.sleep(3)
        idle = room.rss_bytes()
        callers = subprocess.Popen(
            [SCRIPTS / "sipp-phone", "caller-signalling", "--calls", str(CALLS), "--rate", "20", "--",
             "-l", str(CALLS + 10)], env={**os.environ, **room.environment}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            room.until(lambda: entries(room) >= CALLS, 240, "the calls did not come up")
            print(f"benchmark: {entries(room)} live calls", file=sys.stderr)
            live = room.rss_bytes()
            times = [restart(room) for _ in range(runs)]
        finally:
            os.killpg(callers.pid, signal.SIGKILL)
            callers.wait()
    report.bound("recovery", "ready_and_complete", median(times), "s", 1.0)
    report.line("recovery", "ready_and_complete_worst", max(times), "s")
    report.bound("recovery", "idle_rss", idle / 2**20, "MiB", 50)
    report.line("recovery", "rss_with_500_calls", live / 2**20, "MiB")
    make_tape(tools, 400_000)
    slopes = []
    for _ in range(runs):
        few, many = (figures([tools.swift("call-memory"), str(tools.tape), str(n)]) for n in (1_000, 10_000))
        slopes.append((many["resident_bytes"] - few["resident_bytes"]) / (many["calls"] - few["calls"]))
    report.bound("recovery", "bytes_a_live_call", median(slopes), "bytes", 4096)


def entries(room):
    return len(room.items("/v1/callers"))


def restart(room):
    """Seconds from the start of the process to: ready, and every entry there."""
    room.end_service(kill=True)
    begun = time.monotonic()
    room.start_service(wait=False)
    room.wait_ready(seconds=60, pause=0.005)
    while (count := entries(room)) < CALLS:
        if time.monotonic() - begun > 60:
            raise SystemExit(f"benchmark: only {count} of {CALLS} calls are there after a minute")
        time.sleep(0.01)
    seconds = time.monotonic() - begun
    # In step again, and every dead-man armed, before the next kill.
    time.sleep(3)
    return seconds

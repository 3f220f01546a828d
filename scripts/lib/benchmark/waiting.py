"""1,000 callers wait, agents take them one after another, and for each caller who goes a new one comes: how soon an agent who
has become free is asked anew, and what the service costs meanwhile."""

import sys
import tempfile
import time

from .floor import Floor, callers
from .report import median, percentile
from .room import Room, cpu_seconds, end_group

WAITING = 1000
# Ten calls a second: what 1,800 agents take who talk for three minutes.
AGENTS = 20
TALK_MS = 2000
# Each run is such a stretch of one and the same wait.
SECONDS = 20
# New callers a second, at the most: fills the queue, and later replaces whoever goes.
RATE = 40


def run(tools, report, runs):
    with tempfile.TemporaryDirectory() as name:
        floor = Floor(name, AGENTS)
        room = Room(name, tools.swift("mayday"), ["--rtp-ports", "4800", "--conf", str(floor.overlay())])
        with room:
            # They hear the ring of their own phones: music to so many is more than two cores carry, whoever's queue it is.
            room.configure(floor.agents, answer="ring")
            room.start_service()
            floor.start(room, TALK_MS)
            everybody = WAITING + AGENTS
            crowd = callers(
                room, "caller-signalling", "700", "0810", RATE, 999_999_999, room.folder / "callers.log", "-l",
                str(everybody))
            try:
                room.until(lambda: waits(room) >= WAITING, 180, f"{WAITING} callers did not come to wait")
                # Until those who came last have been welcomed.
                time.sleep(3)
                stretches = [stretch(room, floor) for _ in range(runs)]
                resident = room.rss_bytes()
            finally:
                end_group(crowd)
                floor.end()
    report.line("waiting", "callers_waiting_fewest", min(s["waiting"] for s in stretches), "callers")
    report.line("waiting", "calls", sum(len(s["dispatch"]) for s in stretches), "calls")
    report.line("waiting", "dispatch_p50", median([percentile(s["dispatch"], 50) for s in stretches]), "ms")
    report.bound("waiting", "dispatch_p99", median([percentile(s["dispatch"], 99) for s in stretches]), "ms", 50)
    report.line("waiting", "dispatch_longest", max(max(s["dispatch"]) for s in stretches), "ms")
    report.bound("waiting", "cpu", median([s["service"] for s in stretches]) * 100, "% of a core", 25)
    report.line("waiting", "cpu_asterisk", median([s["asterisk"] for s in stretches]) * 100, "% of a core")
    report.line("waiting", "rss", resident / 2**20, "MiB")


def waits(room):
    """How many wait and are offered to nobody."""
    found = room.get("/v1/queues")
    return sum(q["waiting"] for q in found["items"]) if found else 0


def stretch(room, floor):
    """One run: what the phones saw meanwhile, and what was spent."""
    floor.news()
    asterisk = room.asterisk_pid()
    fewest = waits(room)
    begun, spent = time.monotonic(), (cpu_seconds(room.service.pid), cpu_seconds(asterisk))
    time.sleep(SECONDS)
    took = time.monotonic() - begun
    service, server = (now - then for now, then in
                       zip((cpu_seconds(room.service.pid), cpu_seconds(asterisk)), spent))
    fewest = min(fewest, waits(room))
    found = {"waiting": fewest, "dispatch": gaps(floor.news()), "service": service / took, "asterisk": server / took}
    print(f"benchmark: {len(found['dispatch'])} calls while at least {fewest} waited; cores: mayday "
          f"{found['service']:.2f}, asterisk {found['asterisk']:.2f}", file=sys.stderr)
    if fewest < 0.95 * WAITING or len(found["dispatch"]) < SECONDS * AGENTS * 1000 / TALK_MS / 2:
        raise SystemExit("benchmark: the callers did not go on coming, or the agents did not go on taking them")
    return found


def gaps(lines):
    """Milliseconds from an agent's BYE sent to the next INVITE received there: somebody always waits."""
    ended, found = {}, []
    for line in lines:
        if line.word == "bye_sent":
            ended[line.agent] = line.at
        elif line.word == "invite_received" and line.agent in ended:
            found.append((line.at - ended.pop(line.agent)) * 1000)
    return found

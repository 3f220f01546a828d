"""From the caller's INVITE sent to the agent's INVITE received, both as sipp saw them, beside app_queue."""

import os
import re
import subprocess
import tempfile
import time

from .report import median, percentile
from .room import SCRIPTS, Room, end_group

AGENTS = range(1001, 1011)
CALLS = 40
RATE = 3


class Agents:
    """An agent a sipp, who answers at once and lets the caller end the call."""

    def __init__(self, room, folder):
        self.folder = folder
        self.processes = [
            subprocess.Popen(
                [SCRIPTS / "sipp-phone", "agent-signalling", "--agent", str(a), "--log", str(folder / f"agent-{a}.log")],
                env={**os.environ, **room.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True)
            for a in AGENTS]

    def invites(self):
        """When each caller's number reached a phone first."""
        found = {}
        for agent in AGENTS:
            log = self.folder / f"agent-{agent}.log"
            if log.exists():
                for number, at in entries(log, "invite_received", number=3):
                    found[number] = min(at, found.get(number, at))
        return found

    def end(self):
        for process in self.processes:
            end_group(process)


def entries(log, word, number):
    """(caller's number, seconds since the epoch) of each line of that word. sipp writes the moment as
    `DATE<TAB>TIME<TAB>SECONDS.MICROSECONDS`, and what follows it counts from there."""
    for line in log.read_text(errors="replace").splitlines():
        if line.startswith(word + " "):
            stamp = re.search(r"\b(\d{9,}\.\d+)\b(.*)", line)
            if stamp:
                words = stamp[2].split()
                if len(words) >= number:
                    yield words[number - 1], float(stamp[1])


def calls(room, folder, prefix):
    log = folder / f"callers-{prefix}.log"
    subprocess.run(
        [SCRIPTS / "sipp-phone", "caller", "--from", prefix, "--calls", str(CALLS), "--rate", str(RATE), "--ms", "1500",
         "--log", str(log)],
        env={**os.environ, **room.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        timeout=180)
    return dict(entries(log, "invite_sent", number=3))


def run(tools, report, runs):
    times = {"mayday": [], "app_queue": []}
    with tempfile.TemporaryDirectory() as name, Room(name, tools.swift("mayday")) as room:
        folder = room.folder
        room.configure(AGENTS)
        agents = Agents(room, folder)
        try:
            room.registered(len(AGENTS))
            for n in range(runs):
                room.start_service()
                time.sleep(2)
                sent = calls(room, folder, f"71{n}00")
                times["mayday"].append(between(sent, agents.invites()))
                room.end_service()
                # The dialplan waits for no beat that is this old.
                room.cli("dialplan set global MAYDAY_BEAT 0")
                sent = calls(room, folder, f"72{n}00")
                times["app_queue"].append(between(sent, agents.invites()))
                time.sleep(1)
        finally:
            agents.end()
    for share, limit in ((50, 3.0), (99, 20.0)):
        ours = [percentile(t, share) for t in times["mayday"]]
        native = [percentile(t, share) for t in times["app_queue"]]
        beyond = median([o - n for o, n in zip(ours, native)])
        report.line(
            "dispatch", f"p{share}", median(ours), "ms", "app_queue", median(native))
        report.bound("dispatch", f"p{share}_beyond_app_queue", beyond, "ms", limit)
    for who in times:
        report.line("dispatch", f"calls_{who}", sum(len(t) for t in times[who]), "calls")


def between(sent, received):
    found = [(received[number] - at) * 1000 for number, at in sent.items() if number in received]
    if len(found) < CALLS // 2:
        raise SystemExit(f"benchmark: only {len(found)} of {CALLS} calls reached an agent")
    return found

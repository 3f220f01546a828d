"""What music for callers who wait costs Asterisk: on their own channels, as Mayday has it, in one holding bridge, in a small bridge for
each, and in app_queue. No service runs: a listener holds the application, and the requests are made here."""

import collections
import concurrent.futures
import subprocess
import sys
import tempfile
import time

from .ari import ARI
from .floor import Floor, callers
from .report import median
from .room import Room, cpu_seconds, end_group

CALLERS = 200
RATE = 40
SECONDS = 8
APPLICATION, EXTENSION = "music", "901"
KINDS = ["channel", "holding bridge", "small bridges", "app_queue"]


class Waiting:
    """Those who are in the application, and how they come to hear music."""

    def __init__(self, room):
        self.ari = ARI(room)

    def each(self, method, paths):
        """All of them, a few at a time."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda path: self.ari.send(method, path), paths))

    def begin(self, kind):
        """Music for all who are in the application."""
        channels = [c["id"] for c in self.ari.send("GET", "/channels") if c["dialplan"]["app_name"] == "Stasis"]
        if kind == "channel":
            self.each("POST", [f"/channels/{c}/moh" for c in channels])
        elif kind == "holding bridge":
            self.ari.send("POST", "/bridges/room?type=holding")
            self.each("POST", [f"/bridges/room/addChannel?channel={c}" for c in channels])
            self.ari.send("POST", "/bridges/room/moh")
        elif kind == "small bridges":
            self.each("POST", [f"/bridges/room-{c}?type=mixing" for c in channels])
            self.each("POST", [f"/bridges/room-{c}/addChannel?channel={c}" for c in channels])
            self.each("POST", [f"/bridges/room-{c}/moh" for c in channels])

    def tidy(self):
        self.each("DELETE", [f"/bridges/{b['id']}" for b in self.ari.send("GET", "/bridges")])


def run(tools, report, runs):
    spent = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        floor = Floor(name, 1)
        overlay = floor.overlay()
        with open(overlay / "extensions.conf", "a") as dialplan:
            dialplan.write(f"[from-trunk](+)\nexten => {EXTENSION},1,Answer()\n same => n,Stasis({APPLICATION})\n")
        with Room(name, tools.swift("mayday"), ["--rtp-ports", "2400", "--conf", str(overlay)]) as room:
            room.configure(floor.agents)
            listener = subprocess.Popen(
                [room.binary, "ari", "listen", "--quiet", "--url", room.ari_url, "--user", room.ari_user,
                 "--password-file", str(room.folder / "ari-password"), "--app", APPLICATION],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                for _ in range(runs):
                    for kind in KINDS:
                        spent[kind].append(trial(room, kind))
            finally:
                end_group(listener)
    for kind in KINDS:
        word = kind.replace(" ", "_")
        report.line("music", f"{word}_cpu", median(spent[kind]), "ms/s each", "channel", median(spent["channel"]),
                    median([a / b for a, b in zip(spent[kind], spent["channel"])]))


def trial(room, kind):
    """Milliseconds of Asterisk's processor time in a second, for each caller who hears music."""
    room.cli("dialplan set global MAYDAY_BEAT 0")
    crowd = callers(
        room, "caller-signalling", "700" if kind == "app_queue" else EXTENSION, "0820", RATE, CALLERS,
        room.folder / "callers.log", "-l", str(CALLERS + 10))
    try:
        room.until(lambda: f"\n{CALLERS} active channels" in "\n" + room.cli("core show channels count"), 60,
                   f"{CALLERS} callers did not come up")
        waiting = Waiting(room)
        waiting.begin(kind)
        # What setting it up has cost does not count.
        time.sleep(2)
        pid = room.asterisk_pid()
        begun, before = time.monotonic(), cpu_seconds(pid)
        time.sleep(SECONDS)
        cost = (cpu_seconds(pid) - before) / (time.monotonic() - begun) / CALLERS * 1000
        print(f"benchmark: {kind}: {cost:.2f} ms a second for each of {CALLERS} callers", file=sys.stderr)
    finally:
        end_group(crowd)
        room.until_quiet()
    waiting.tidy()
    return cost

"""A floor of agents on one sipp, known to Asterisk by fixed contacts, and the callers that sipp makes for them."""

import collections
import os
import pathlib
import random
import re
import socket
import subprocess

from .room import REPOSITORY, SCRIPTS, cpu_seconds, end_group

# Whoever dials this is put through to an agent by Dial() alone: no queue, no service.
STRAIGHT = "900"

Entry = collections.namedtuple("Entry", "word at call number agent")


class Floor:
    """Agents 1100 to 1299, a hundred of them at the least: `STRAIGHT` spreads its calls over those."""

    def __init__(self, folder, count):
        self.folder = pathlib.Path(folder)
        self.agents = range(1100, 1100 + count)
        self.port = free_udp_port()
        self.log = self.folder / "agents.log"
        self.read = 0
        self.process = None

    def overlay(self):
        """What is laid over the bench's configuration: these agents, as members of the fall-back queue too."""
        laid = self.folder / "overlay"
        laid.mkdir()
        (laid / "pjsip-agents.conf").write_text("".join(
            f"[{a}](agent)\nauth = {a}\naors = {a}\n[{a}](agent-auth)\nusername = {a}\n"
            f"[{a}](agent-aor)\ncontact = sip:{a}@127.0.0.1:{self.port}\n" for a in self.agents))
        (laid / "queue-members.conf").write_text("".join(
            f"member => PJSIP/{a},0,Agent {a},PJSIP/{a}\n" for a in self.agents))
        shipped = (REPOSITORY / "asterisk-conf" / "extensions.conf").read_text()
        (laid / "extensions.conf").write_text(
            f"{shipped}\n[from-trunk](+)\nexten => {STRAIGHT},1,Dial(PJSIP/11${{CALLERID(num):-2}})\n"
            " same => n,Hangup()\n")
        return laid

    def start(self, room, talk_ms):
        """Every agent answers at once and hangs up after the talk time."""
        self.process = subprocess.Popen(
            [SCRIPTS / "sipp-phone", "agents-signalling", "--port", str(self.port), "--ms", str(talk_ms), "--log",
             str(self.log), "--", *LARGE_BUFFER],
            env={**os.environ, **room.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)

    def end(self):
        if self.process is not None:
            end_group(self.process)
            self.process = None

    def cpu_seconds(self):
        """Of the agents' sipp."""
        return group_cpu(self.process.pid)

    def news(self):
        """What the agents have logged since the last call of this."""
        found, self.read = entries(self.log, self.read)
        return found


# A burst is to wait in the socket rather than to be lost there.
LARGE_BUFFER = ["-buff_size", "4000000"]


def callers(room, scenario, to, prefix, rate, calls, log, *options):
    """A sipp that makes calls; their numbers are the prefix and the number of the call."""
    return subprocess.Popen(
        [SCRIPTS / "sipp-phone", scenario, "--to", to, "--from", prefix, "--rate", str(rate), "--calls", str(calls),
         "--log", str(log), "--", *LARGE_BUFFER, *options],
        env={**os.environ, **room.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)


def group_cpu(leader):
    """Processor time of all that lives of a process group."""
    spent = 0.0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[2]) == leader:
                spent += cpu_seconds(stat.parent.name)
        except OSError:
            continue
    return spent


LINE = re.compile(r"^(\w+) .*?\b(\d{9,}\.\d+)\s+(\S+) \S+ ?(\S*) ?(\S*)$")


def entries(log, begin=0):
    """The lines of a sipp's log from that byte on, and where the next one begins. sipp writes each moment as
    `DATE<TAB>TIME<TAB>SECONDS.MICROSECONDS`; the call's number and id follow it, the caller's number, the agent's name."""
    if not log.exists():
        return [], begin
    with open(log, "rb") as file:
        file.seek(begin)
        text = file.read()
    whole = text.rfind(b"\n") + 1
    found = []
    for line in text[:whole].decode(errors="replace").splitlines():
        parts = LINE.match(line)
        if parts:
            found.append(Entry(parts[1], float(parts[2]), parts[3], parts[4], parts[5]))
    return found, begin + whole


def free_udp_port():
    """One of those above the kernel's and the benches' ranges."""
    while True:
        port = random.randrange(61000, 65000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
            try:
                tried.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue

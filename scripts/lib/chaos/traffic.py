"""Who calls when, what the agents do, and what befalls them all: one seed, one plan."""

import random
from dataclasses import dataclass

from demo.traffic import plan

from .wire import EVENTS, REQUESTS

AGENTS = [str(1001 + index) for index in range(5)]
# An agent whose headset stays connected.
HEADSET = "1006"
# Two plain queues, one that rings all, one that answers late and announces, one that sends on (stage.py).
QUEUES = ("700", "700", "701", "702", "703", "704")
# The longest wait of 701 and 704, in seconds. Nobody gives up at about that moment: both outcomes would be right.
LONGEST_WAIT = 5
# The ids of 704 and of the queue into which it sends those who have waited for so long.
SENDS_ON, SENDS_TO = "first", "support"

CUT, KILL, RESTART, DISK = "cut", "kill", "restart", "disk"
WORDS = {CUT: "sockets to Asterisk cut", KILL: "service killed (-9) and started again", RESTART: "Asterisk restarted",
         DISK: "disk full"}


@dataclass(frozen=True)
class Fault:
    """at: seconds after the first caller may call. seconds: how long until it is mended."""
    at: float
    kind: str
    seconds: float
    sockets: tuple = ()

    def words(self):
        if self.kind == CUT:
            return f"{' and '.join(self.sockets)} cut for {self.seconds:.1f} s"
        return {KILL: f"service killed, away for {self.seconds:.1f} s", RESTART: "Asterisk restarted",
                DISK: f"disk full for {self.seconds:.1f} s"}[self.kind]


def callers_and_agents(seed, seconds):
    """Callers and agents as in the demonstration, two agents more; nobody waits so long that the end comes before."""
    made = plan(seed, seconds, AGENTS, first=1.0, least=0.0, patience=("2s-4s", "8s-14s", "20s-30s"), queues=QUEUES)
    # Callers end its talks. Of a call that a restart of Asterisk has ended the phone hears nothing: it goes on, and falls
    # silent as the next one is picked up.
    made.agents.append(f"--agent {HEADSET} --behaviour answer --answer-after 200ms-1500ms --talk forever --lines 100000 "
                       f"--hold-others --seed {seed}")
    return made


# Of each minute, the seconds in which something happens, and those of them that the disk's fault has for itself.
FIRST, LAST, DISK_SPAN = 5.0, 50.0, 12.0


def faults(seed, seconds):
    """In each minute one fault of each kind, the sockets twice, in any order and at any moment.

    Nobody kills the service while its disk is full: what waits in memory for the disk is lost with the process, and no
    account could tell of it (docs/figures.md). Everything else may meet."""
    chance = random.Random(f"faults {seed}")
    found = []
    minutes = max(1, round(seconds / 60))
    length = seconds / minutes
    scale = length / 60
    for minute in range(minutes):
        alone = chance.uniform(FIRST, LAST - DISK_SPAN)
        found.append(Fault(minute * length + alone * scale, DISK, chance.uniform(1, 4) * scale))
        others = [(CUT, (EVENTS,)), (CUT, chance.choice([(REQUESTS,), (EVENTS, REQUESTS)])), (KILL, ()), (RESTART, ())]
        for kind, sockets in others:
            at = chance.uniform(FIRST, LAST - DISK_SPAN)
            at += DISK_SPAN if at >= alone else 0
            away = chance.choice([0.0, chance.uniform(0.2, 3), chance.uniform(3, 8)])
            if sockets == (REQUESTS,):
                away = min(away, 4.0)
            found.append(Fault(minute * length + at * scale, kind, away, sockets))
    return sorted(found, key=lambda fault: fault.at)

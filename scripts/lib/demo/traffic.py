"""The traffic: who calls when, how patient they are, what the agents do. One seed, one plan."""

import random
from dataclasses import dataclass, field

AGENTS = [str(1001 + index) for index in range(4)]


@dataclass
class Plan:
    agents: list = field(default_factory=list)
    callers: list = field(default_factory=list)
    numbers: list = field(default_factory=list)


# Nobody gives up in the moment in which the longest wait of 701 is over (5 s, stage.py): both would be right.
PATIENCE = ("2s-4s", "8s-14s", "30s")


def plan(seed, seconds, agents=AGENTS, first=2.5, least=4.0, patience=PATIENCE, queues=("700", "700", "701")):
    """Callers arrive at random until a few seconds before the end; each has a number of their own.

    first: when the first caller may call, in seconds. least: until when some may, however short the time is. queues: the
    numbers of which each caller dials one."""
    chance = random.Random(seed)
    made = Plan()
    for agent in agents:
        behaviour = chance.choice(["answer", "answer", "answer:8,busy:1", "answer:6,noanswer:1", "answer:6,reject:1"])
        made.agents.append(
            f"--agent {agent} --behaviour {behaviour} --answer-after 200ms-1500ms --talk 1s-5s "
            f"--seed {chance.randrange(1 << 30)}")
    at = first
    while at < max(least, seconds - 8):
        number = f"4930{1_000_000 + len(made.callers)}"
        queue = chance.choice(queues)
        gives_up = chance.choice(patience)
        made.callers.append(
            f"--caller --to {queue} --from {number} --patience {gives_up} --talk 1s-6s --after {int(at * 1000)}ms "
            f"--seed {chance.randrange(1 << 30)}")
        made.numbers.append(number)
        at += chance.expovariate(1 / 0.8)
    return made

"""Random traffic from a seed, as command lines for `scripts/phone --many`: the same seed, the same lines."""

import argparse
import math
import random
import re

from .script import Parser, behaviours


def span(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", text)
    if not found or float(found[1]) > float(found[2]):
        raise argparse.ArgumentTypeError(f"not a range of seconds: {text} (3-8)")
    return float(found[1]), float(found[2])


def agents(text):
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()) or int(last or first) < int(first):
        raise argparse.ArgumentTypeError(f"not a range of agents: {text} (1001-1005)")
    return [str(n) for n in range(int(first), int(last or first) + 1)]


def numbers(text):
    if not re.fullmatch(r"[\w+*#]+(,[\w+*#]+)*", text):
        raise argparse.ArgumentTypeError(f"not a list of numbers: {text} (700,701)")
    return text


def weights(text):
    behaviours(text)
    return text


def parser():
    p = Parser(prog="scripts/traffic", description=__doc__)
    p.add_argument("--seed", type=int, required=True)
    p.add_argument("--seconds", type=float, default=60, help="callers arrive during so many seconds (default 60)")
    p.add_argument("--rate", type=float, default=20, help="callers a minute (default 20)")
    p.add_argument("--numbers", type=numbers, default="700,701", help="what they dial (default 700,701)")
    p.add_argument("--agents", type=agents, default=[], help="agents' phones too, e.g. 1001-1005")
    p.add_argument("--behaviour", type=weights, default="answer:8,noanswer:1,busy:1", help="of the agents' phones")
    p.add_argument("--answer-after", type=span, default=(0.3, 2.0), metavar="A-B", help="seconds that a phone rings")
    p.add_argument("--talk", type=span, default=(3.0, 8.0), metavar="A-B", help="seconds of a conversation")
    p.add_argument("--patience", type=span, default=(5.0, 20.0), metavar="A-B", help="seconds, of those who give up")
    p.add_argument("--impatient", type=float, default=0.2, help="share of callers who give up (default 0.2)")
    p.add_argument("--agent-hangs-up", type=float, default=0.5, help="share of conversations that the agent ends")
    return p


def lines(o):
    dice = random.Random(o.seed)
    for name in o.agents:
        # The agent's talk time is drawn for each call; the caller's is fixed when he dials. The shorter one ends it.
        low, high = o.talk
        limit = f"{low:.3f}s-{high:.3f}s" if dice.random() < o.agent_hangs_up else "forever"
        yield (f"--agent {name} --seed {dice.randrange(1 << 30)} --behaviour {o.behaviour} "
               f"--answer-after {o.answer_after[0]:.3f}s-{o.answer_after[1]:.3f}s --talk {limit}")
    at, number = 0.0, 0
    while True:
        at += dice.expovariate(o.rate / 60)
        if at >= o.seconds:
            return
        number += 1
        line = f"--caller --from 0305{o.seed % 1000:03d}{number:04d} --to {dice.choice(o.numbers.split(','))} --after {at:.3f}s"
        line += f" --talk {dice.uniform(*o.talk):.3f}s"
        if dice.random() < o.impatient:
            line += f" --patience {dice.uniform(*o.patience):.3f}s"
        yield line


def main():
    p = parser()
    o = p.parse_args()
    if not 0 <= o.seconds < math.inf or not 0 < o.rate < math.inf:
        p.error("--seconds is a number from 0 on, --rate one above 0")
    if not 0 <= o.impatient <= 1 or not 0 <= o.agent_hangs_up <= 1:
        p.error("shares lie between 0 and 1")
    for line in lines(o):
        print(line)

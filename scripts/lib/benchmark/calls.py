"""The highest rate of calls without a failed one: Mayday's queue beside app_queue, on one Asterisk with the same phones, in
turns; and what the phones reach alone. docs/benchmarks.md has the rules."""

import collections
import os
import sys
import tempfile
import time

from .ari import ARI
from .floor import STRAIGHT, Floor, callers, entries, group_cpu
from .report import median
from .room import Room, cpu_seconds, end_group

# Enough that they are never the limit: 200 calls a second would keep 100 of them busy.
AGENTS = 200
TALK_MS = 500
# How long each rate is kept up, and how soon every caller must have been connected.
SECONDS = 8
LONGEST_WAIT = 2.0
# A search begins here, or below what the one before held, climbs by such steps, and ends when the lowest rate that failed
# is this close to the highest that held.
BEGIN, FIRST_STEP = 40, 1.5
BELOW, LATER_STEP = 0.9, 1.15
CLOSE = 1.07
# The phones alone have but to show that they reach more.
CLOSE_ENOUGH = FIRST_STEP
# No search goes higher.
MOST = 600
# How Mayday is set up beside the usual way: what else was tried, and can be again.
VARIANTS = {"": {}, "ring": {"answer": "ring"}, "websocket": {"requests": "websocket"}, "unfiltered": {}}

Outcome = collections.namedtuple("Outcome", "calls failed words rate wait cpu")


class Trial:
    """One Asterisk, its phones, and calls at a rate to one of those who put them through."""

    def __init__(self, room, floor, variant=""):
        self.room = room
        self.variant = variant
        self.floor = floor
        self.asterisk = room.asterisk_pid()
        self.count = 0
        self.who = None

    def turn(self, who):
        """From now on `who` puts the callers through."""
        if who == self.who:
            return
        if self.who == "mayday":
            self.room.end_service()
        self.who = who
        if who == "mayday":
            self.room.start_service()
            if self.variant == "unfiltered":
                # Also the events that Mayday has no use for: half of them.
                ARI(self.room).send("PUT", "/applications/mayday/eventFilter", {"allowed": [], "disallowed": []})
            self.rest()
        else:
            # The dialplan waits for no beat that is this old.
            self.room.cli("dialplan set global MAYDAY_BEAT 0")

    def rest(self):
        """Until nothing is left of the calls before."""
        self.room.until_quiet()
        if self.who == "mayday":
            self.room.until(
                lambda: [a["state"] for a in self.room.items("/v1/agents")] == ["ready"] * len(self.floor.agents), 60,
                "the agents did not become ready")

    def at(self, rate):
        """Keeps that rate up for a while."""
        self.count += 1
        log = self.room.folder / f"callers-{self.count}.log"
        self.floor.news()
        before = self.cpu()
        phones = callers(
            self.room, "caller-stays", STRAIGHT if self.who == "phones" else "700", f"08{self.count:03}", rate,
            rate * SECONDS, log, "-l", str(rate * SECONDS))
        try:
            time.sleep(SECONDS)
            cpu = {name: spent - before[name] for name, spent in self.cpu().items()}
            cpu["callers"] = group_cpu(phones.pid)
            deadline = time.monotonic() + LONGEST_WAIT + TALK_MS / 1000 + 3
            while phones.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
        finally:
            end_group(phones)
        outcome = judged(entries(log)[0], self.floor.news(), rate, cpu)
        print(f"benchmark: {self.who} at {rate}/s: {outcome.words}", file=sys.stderr)
        self.rest()
        return outcome

    def cpu(self):
        found = {"asterisk": cpu_seconds(self.asterisk), "agents": self.floor.cpu_seconds()}
        if self.room.service is not None:
            found["mayday"] = cpu_seconds(self.room.service.pid)
        return found


def judged(caller_lines, agent_lines, rate, cpu):
    """A call has failed whose caller was not connected in time (the agent's answer as the phones' clock saw it), was not
    answered, or did not hear of the end."""
    sent, numbers, told = {}, {}, collections.defaultdict(set)
    for line in caller_lines:
        if line.word == "invite_sent":
            sent[line.number] = line.at
            numbers[line.call] = line.number
        elif line.call in numbers:
            told[numbers[line.call]].add(line.word)
    answered = {}
    for line in agent_lines:
        if line.word == "answer_sent":
            answered.setdefault(line.number, line.at)
    waits = {n: answered[n] - at for n, at in sent.items() if n in answered}
    reasons = collections.Counter()
    for number in sent:
        if number not in waits:
            reasons["never reached an agent"] += 1
        elif waits[number] > LONGEST_WAIT:
            reasons["waited too long"] += 1
        elif not told[number] >= {"answer_received", "bye_received"}:
            reasons["did not go to its end"] += 1
    asked = rate * SECONDS
    if len(sent) < asked:
        reasons["never made"] += asked - len(sent)
    # What the phones did in fact, by their own clock.
    took = max(sent.values()) - min(sent.values()) if len(sent) > 1 else SECONDS
    made = (len(sent) - 1) / took
    if made < 0.95 * rate:
        reasons["made too slowly"] += 1
    failed = sum(reasons.values())
    longest = max(waits.values(), default=0)
    words = ", ".join(f"{count} {reason}" for reason, count in reasons.items()) or "held"
    words += f" ({len(sent)} calls at {made:.1f}/s, longest wait {longest * 1000:.0f} ms; cores:" + "".join(
        f" {name} {spent / SECONDS:.2f}" for name, spent in cpu.items()) + ")"
    return Outcome(len(sent), failed, words, rate, longest, cpu)


class Search:
    """The highest rate that holds, found try by try. A rate has failed when two tries of it in a row have."""

    def __init__(self, before, close):
        self.close, self.held, self.failed, self.tries, self.found = close, None, None, 0, None
        self.rate, self.step = (round(before.rate * BELOW), LATER_STEP) if before else (BEGIN, FIRST_STEP)

    def judge(self, outcome):
        """What the next try goes by; `found` once there is none."""
        self.tries += 1
        if outcome.failed and self.tries == 1:
            return
        self.tries = 0
        if outcome.failed:
            self.failed = self.rate
        else:
            self.held = outcome
        if self.failed is None:
            if self.rate >= MOST:
                self.found = self.held
            self.rate = min(MOST, max(self.rate + 1, round(self.rate * self.step)))
        elif self.held is None:
            if self.rate <= 1:
                raise SystemExit(f"benchmark: not one call a second is held: {outcome.words}")
            self.rate = max(1, round(self.rate / self.step))
        elif self.failed <= self.held.rate * self.close + 1:
            self.found = self.held
        else:
            self.rate = round((self.failed * self.held.rate) ** 0.5)


def in_turns(trial, searches):
    """Try by try in turns, so that what the machine does meanwhile befalls all alike: the highest rate of each."""
    while any(search.found is None for search in searches.values()):
        for who, search in searches.items():
            if search.found is None:
                trial.turn(who)
                search.judge(trial.at(search.rate))
    return {who: search.found for who, search in searches.items()}


def run(tools, report, runs):
    # A search is many rounds by itself.
    searches = runs // 2 + 1
    variant = os.environ.get("MAYDAY_BENCHMARK_CALLS", "")
    if variant not in VARIANTS:
        raise SystemExit(f"benchmark: MAYDAY_BENCHMARK_CALLS is {', '.join(filter(None, VARIANTS))} or left out, not {variant}")
    with tempfile.TemporaryDirectory() as name:
        floor = Floor(name, AGENTS)
        room = Room(name, tools.swift("mayday"), ["--rtp-ports", "6000", "--conf", str(floor.overlay())])
        found = collections.defaultdict(list)
        with room:
            room.configure(floor.agents, **VARIANTS[variant])
            floor.start(room, TALK_MS)
            try:
                trial = Trial(room, floor, variant)
                for queues in (("phones",), *(("app_queue", "mayday"),) * searches):
                    close = CLOSE_ENOUGH if queues == ("phones",) else CLOSE
                    under_way = {who: Search(found[who][-1] if found[who] else None, close) for who in queues}
                    for who, outcome in in_turns(trial, under_way).items():
                        found[who].append(outcome)
            finally:
                floor.end()
    rates = {who: [o.rate for o in outcomes] for who, outcomes in found.items()}
    report.at_least("calls", "mayday", rates["mayday"], "calls/s", "app_queue", rates["app_queue"], 0.7)
    best = max(rates["app_queue"] + rates["mayday"])
    report.at_least("calls", "phones_alone", rates["phones"], "calls/s", "best queue", [best], 1.0)
    for who, outcomes in found.items():
        for name in outcomes[0].cpu:
            report.line("calls", f"{who}_cpu_{name}", median([o.cpu[name] / o.calls * 1000 for o in outcomes]),
                        "ms a call")
    report.line("calls", "searches", searches, "")

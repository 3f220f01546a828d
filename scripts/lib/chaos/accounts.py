"""What became of every caller, by four accounts of which none knows of the others: the phones' own logs, Asterisk's CDR
and CEL, the journal, the API. Each caller gets one account in words, or is told as one whom nobody can account for.

A service that is away sees nothing, so its moments may be late there, but never by more than until it was in step with
Asterisk again (`Window`); outside of the windows they are held to the demo's tolerance. What became of a call that died
with Asterisk is known by its phone and, at the reconcile, by the journal; Asterisk's own records of it may be missing."""

import collections
import json
import sqlite3
import urllib.parse
from dataclasses import dataclass, field

import records
from demo.accounts import BLINK_MS, TOLERANCE_OF_ONE_MS as TOLERANCE, moment

from .traffic import CUT, DISK, HEADSET, LONGEST_WAIT, RESTART, SENDS_ON, SENDS_TO
from .wire import EVENTS

WHOLE_SECOND = 1000
# A request that was lost with its connection is made again after 5 s, and once more after 10 s.
ASKED_AGAIN = 15_000
# A socket that is open and does not bring our own probes for 5 s is given up.
MUTE = 8_000

ANSWERED = "talked with an agent"
GAVE_UP = "gave up waiting"
TIMED_OUT = "sent away after the longest wait"
BLINK = "gave up in the moment of the pick-up"
FALLBACK_TALK = "talked with an agent in Asterisk's own queue"
FALLBACK = "left Asterisk's own queue"
DIED = "waited when Asterisk restarted"
DIED_TALKING = "talked when Asterisk restarted"
UNSEEN_TALK = "talked and ended while the service was away"
UNSERVED = "came and went while the service was away"
LABELS = [ANSWERED, GAVE_UP, TIMED_OUT, BLINK, FALLBACK_TALK, FALLBACK, DIED, DIED_TALKING, UNSEEN_TALK, UNSERVED]


@dataclass
class Phone:
    """What a caller's phone and the agents' phones say. `talks`: (agent, from, until) by their voices. `sound`: the last
    that was heard at all. `pick_ups`: (agent, when) of the phones that rang for the caller."""
    number: str
    to: str
    invited: int
    ended: int
    by: str
    sound: int
    talks: list
    pick_ups: list

    def words(self):
        talk = ", ".join(f"with {a} {b - self.invited}-{c - self.invited} ms" for a, b, c in self.talks)
        return f"{self.to}, ended by {self.by} after {self.ended - self.invited} ms{', talked ' + talk if talk else ''}"


@dataclass
class Entry:
    """One stay in one queue. `came_from`: the stay in another one that led here."""
    entry: str
    call: str
    queue: str
    opened: int
    entered: int
    agent: str = None
    connected: int = None
    closed: int = None
    outcome: str = "open"
    by: str = None
    inferred: bool = False
    came_from: str = None

    def words(self, since):
        text = f"{self.outcome}{' (inferred)' if self.inferred else ''} after {(self.closed or self.opened) - since} ms"
        return text + (f", connected with {self.agent} after {self.connected - since} ms" if self.connected else "")


@dataclass
class Journal:
    entries: dict = field(default_factory=lambda: collections.defaultdict(list))
    lost: list = field(default_factory=list)
    reconciled: list = field(default_factory=list)
    interruptions: list = field(default_factory=list)
    leaving: dict = field(default_factory=dict)

    @property
    def all(self):
        return [entry for entries in self.entries.values() for entry in entries]


# The accounts

def of_phones(stage):
    callers, calls, headset = stage.calls("caller"), collections.defaultdict(list), []
    numbers = {call["from"] for call in callers}
    for call in stage.calls("agent"):
        if call.get("answered_at") and call.get("ended_at"):
            # Nobody's number: the headset is called for itself.
            own = call["phone"] == HEADSET and call.get("from") not in numbers
            (headset if own else calls[call.get("from")]).append(call)
    headset.sort(key=lambda call: call["answered_at"])
    found = {}
    for call in callers:
        number, talks = call["from"], []
        for other, theirs in [(other, voices_of(other["phone"], call)) for other in calls[number]] + (
                on_headset(call, headset, rang=any(other["phone"] == HEADSET for other in calls[number]))):
            voices = theirs + voices_of(number, other)
            if voices:
                talks.append((other["phone"], min(v["from"] for v in voices), min(other["ended_at"], call["ended_at"])))
        found[number] = Phone(number, call["to"], call["invited_at"], call["ended_at"], call["ended_by"],
                              call.get("rtp_last_at") or call["ended_at"], talks,
                              [(other["phone"], other["answered_at"]) for other in calls[number]])
    return found


def voices_of(name, call):
    return [voice for voice in call.get("heard") or [] if voice["who"] == name]


def on_headset(call, headset, rang):
    """Each call of the headset, in their order, and what this caller heard of it: from when it was picked up until the next
    one was. `rang`: that phone was called for this caller, too, so that what they heard was that."""
    nexts = [other["answered_at"] for other in headset[1:]] + [float("inf")]
    return [(other, [] if rang else [voice for voice in voices_of(HEADSET, call) if other["answered_at"] <= voice["from"] < end])
            for other, end in zip(headset, nexts)]


def of_asterisk(stage):
    """By number; a caller whose INVITE was repeated to a new Asterisk has two calls there."""
    found = collections.defaultdict(list)
    for call in records.callers(stage.logs):
        found[call["from"]].append(call)
    return found


def of_journal(path):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    numbers = dict(base.execute("SELECT token, number FROM caller"))
    told, by_entry, agents, channels = Journal(), {}, {}, {}
    for at, kind, body in base.execute("SELECT at, kind, body FROM journal ORDER BY sequence"):
        fact = json.loads(body)
        if kind == "entry_opened":
            entry = Entry(fact["entry"], fact["call"], fact["queue"], at, fact["entered_at"],
                          came_from=fact.get("from"))
            left = told.leaving.get(fact["channel"])
            if left and left.entry == entry.came_from:
                told.leaving.pop(fact["channel"])  # Here they are.
            by_entry[fact["entry"]] = entry
            channels[fact["entry"]] = fact["channel"]
            told.entries[numbers.get(fact["caller"])].append(entry)
        elif kind == "offer_made":
            agents[fact["offer"]] = fact["agent"]
        elif kind == "entry_connected":
            by_entry[fact["entry"]].connected = at
            by_entry[fact["entry"]].agent = fact["agent"]
        elif kind == "entry_closed":
            entry = by_entry[fact["entry"]]
            if entry.closed is not None:
                entry.outcome = "closed twice"
                continue
            entry.closed, entry.outcome, entry.by = at, fact["outcome"], fact["by"]
            entry.inferred = fact.get("inferred", False)
            if entry.by != "caller":
                told.leaving[channels[fact["entry"]]] = entry
        elif kind == "caller_left":
            told.leaving.pop(fact["channel"], None)
        elif kind == "server_lost":
            told.lost.append(at)
        elif kind == "server_reconciled":
            told.reconciled.append(at)
    told.interruptions = base.execute("SELECT from_at, until_at, reason, lost_rows FROM interruption").fetchall()
    base.close()
    return told


def of_api(stage):
    """As the journal, told by /v1/events from the first fact on; numbers from /v1/calls."""
    entries, by_entry, calls = collections.defaultdict(list), {}, {}
    for event in stage.api_events():
        at, data = moment(event["at"]), event["data"]
        entry = by_entry.get(data.get("entry_id"))
        if event["type"] == "entry_opened":
            call = data["call_id"]
            if call not in calls:
                known = stage.get("/v1/calls/" + urllib.parse.quote(call)) or {"caller": {}}
                calls[call] = known["caller"].get("number")
            entry = Entry(data["entry_id"], call, data["queue"], at, at - data["wait_ms"],
                          came_from=data.get("from_entry_id"))
            by_entry[entry.entry] = entry
            entries[calls[call]].append(entry)
        elif event["type"] == "entry_connected":
            entry.connected, entry.agent = at, data["agent"]
        elif event["type"] == "entry_closed":
            entry.closed, entry.outcome, entry.by = at, data["outcome"], data["cause"]
            entry.inferred = data.get("inferred", False)
    return entries


# The windows

class Windows:
    """When the service could not see, by the faults and the end of each in the journal; and how late everything was."""

    def __init__(self, windows, lost, reconciled, late=lambda at: 0):
        """late: by how many milliseconds the machine itself was late about a moment."""
        self.all, self.wrong, self.late = sorted((w for w in windows if w.kind != DISK), key=lambda w: w.start), [], late
        for window in self.all:
            since = window.mended
            if window.kind == CUT and EVENTS not in window.fault.sockets:
                # Events went on, unless the socket was given up because our own probes, which are requests, did not come.
                since = next((at for at in lost if window.start <= at <= window.mended + MUTE), None)
            again = next((at for at in reconciled if since is not None and at >= since), None)
            window.end = again or window.mended
            if since is not None and again is None:
                self.wrong.append(f"{window.fault.words()}: the service was never in step with Asterisk again")

    def tolerance(self, at):
        return TOLERANCE + self.late(at)

    def reach(self, at, acts=False):
        """The latest moment at which something of the moment `at` may have been found out; `acts`: or may have been done,
        as a request that was lost is made again later."""
        latest, tolerance = at, self.tolerance(at)
        for window in self.all:
            end = window.end + (ASKED_AGAIN if acts else 0)
            if window.start - tolerance <= latest and at <= end + tolerance:
                latest = max(latest, end)
        return latest

    def holds(self, told, truth, acts=False):
        reach = self.reach(truth, acts)
        return truth - self.tolerance(truth) <= told <= reach + max(self.tolerance(truth), self.tolerance(reach))

    def near(self, at):
        return any(w.start - self.tolerance(at) <= at <= w.end + self.tolerance(at) for w in self.all)

    def taken_in(self, invited):
        """When the dialplan, which tries once a second, has got a caller in who found nobody; the next fault may meet it."""
        latest = self.reach(invited)
        while (further := self.reach(latest + WHOLE_SECOND)) > latest + WHOLE_SECOND:
            latest = further
        return latest + WHOLE_SECOND

    def entered(self, told, invited):
        """The dialplan knows a first arrival in whole seconds."""
        if not self.near(invited):
            return abs(told - invited) <= self.tolerance(invited)
        early = invited - self.tolerance(invited) - WHOLE_SECOND
        return early <= told <= self.taken_in(invited) + self.tolerance(invited)

    def cover(self, start, end):
        """Whether the service can have missed all that is between."""
        return self.near(start) and end <= self.taken_in(start) + self.tolerance(end)

    def restarted(self, start, end):
        return any(w.kind == RESTART and w.start - self.tolerance(start) <= end and start <= w.end + self.tolerance(end)
                   for w in self.all)


# The judgement

class Unaccounted(Exception):
    """Why a caller's accounts do not fit."""


def judge(phone, entries, asterisk, windows):
    """The caller's account in words, one of LABELS. Raises Unaccounted."""
    if len(phone.talks) > 1:
        raise Unaccounted("talked with two agents")
    talk = phone.talks[0] if phone.talks else None
    fallback = any(call["where"] == "fallback" for call in asterisk)
    check_asterisk(phone, talk, asterisk, windows)
    if not entries:
        if fallback:
            return FALLBACK_TALK if talk else FALLBACK
        if windows.restarted(phone.invited, phone.ended) and not talk:
            return DIED
        if windows.cover(phone.invited, phone.ended) and not talk and phone.by == "me":
            return UNSERVED
        raise Unaccounted("the journal does not know them")
    if not windows.entered(entries[0].entered, phone.invited):
        raise Unaccounted(f"entered {entries[0].entered - phone.invited} ms after the INVITE")
    for entry, following in zip(entries, entries[1:]):
        if entry.outcome != "overflow" and not sent_on(entry, following):
            raise Unaccounted(f"has a further entry after one that ended as {entry.outcome}")
    last = entries[-1]
    if last.closed is None:
        raise Unaccounted("their entry is open")
    return of_talk(phone, talk, last, fallback, windows) if talk else of_wait(phone, last, fallback, asterisk, windows)


def sent_on(entry, following):
    """Whether the longest wait was over in a queue that sends on, and the next one has the caller in the same moment, with
    all that they have waited."""
    return (entry.outcome == "timeout" and (entry.queue, following.queue) == (SENDS_ON, SENDS_TO)
            and (following.came_from, following.call, following.opened, following.entered)
            == (entry.entry, entry.call, entry.closed, entry.entered) and was_longest(entry))


def was_longest(entry):
    return entry.closed - entry.entered >= LONGEST_WAIT * 1000 - 1


def of_talk(phone, talk, last, fallback, windows):
    agent, start, end = talk
    if windows.restarted(phone.sound, phone.sound):
        end = min(end, phone.sound)  # Asterisk went without a word to the phones.
    restarted = windows.restarted(end, end)
    if last.outcome == "answered":
        if last.agent != agent:
            raise Unaccounted(f"talked with {agent}, the journal says {last.agent}")
        if not windows.holds(last.connected, start):
            raise Unaccounted(f"connected {last.connected - start} ms after the first voice")
        if not windows.holds(last.closed, end):
            raise Unaccounted(f"the journal's end is {last.closed - end} ms after the phones'")
        return DIED_TALKING if restarted and last.inferred else ANSWERED
    if last.outcome == "overflow" and fallback:
        return FALLBACK_TALK
    if last.inferred and last.outcome in ("abandoned", "failed") and windows.cover(start, end) and windows.holds(last.closed, end):
        return DIED_TALKING if last.outcome == "failed" else UNSEEN_TALK
    raise Unaccounted("talked, and the journal says otherwise")


def of_wait(phone, last, fallback, asterisk, windows):
    died = windows.restarted(phone.sound, phone.sound)
    if last.outcome == "failed" and last.inferred and last.by == "system" and died and (
            windows.holds(last.closed, min(phone.ended, phone.sound))):
        return DIED
    if last.outcome == "overflow" and fallback:
        return FALLBACK
    if last.outcome == "answered":
        # Too short to be heard: the pick-up and the end are one moment.
        blink = BLINK_MS + windows.late(phone.ended)
        moments = [at for agent, at in phone.pick_ups if agent == last.agent]
        if last.agent == HEADSET and not moments:
            # Nobody picks it up: that the two were together, only Asterisk has seen.
            moments = [call["connected_at"] for call in asterisk if call["agents"] == [HEADSET]]
        if any(abs(at - phone.ended) < blink for at in moments) and windows.holds(last.closed, phone.ended):
            return BLINK
        raise Unaccounted("the journal says answered, and no voice was heard")
    if last.outcome == "abandoned" and phone.by == "me" and windows.holds(last.closed, phone.ended):
        return GAVE_UP
    if last.outcome == "timeout" and last.queue != SENDS_ON and was_longest(last) and (
            windows.holds(phone.ended, last.closed, acts=True)):
        return TIMED_OUT
    raise Unaccounted("did not talk, and the journal says otherwise")


def check_asterisk(phone, talk, asterisk, windows):
    if windows.restarted(phone.invited, phone.ended):
        return
    if len(asterisk) != 1:
        raise Unaccounted(f"Asterisk recorded {len(asterisk)} calls")
    call = asterisk[0]
    if talk and [talk[0]] != call["agents"]:
        raise Unaccounted(f"talked with {talk[0]}, Asterisk's records say {call['agents']}")
    if not talk and call["agents"] and call["talk_ms"] > BLINK_MS + windows.late(phone.ended):
        raise Unaccounted(f"heard nobody, Asterisk's records say {call['agents']} for {call['talk_ms']} ms")
    if abs(call["ended_at"] - phone.ended) > windows.tolerance(phone.ended):
        raise Unaccounted(f"ended {call['ended_at'] - phone.ended} ms later by Asterisk's records")
    if (call["hung_up_by"] == "caller") != (phone.by == "me") and not talk:
        raise Unaccounted(f"ended by {phone.by}, by Asterisk's records by {call['hung_up_by']}")


# The comparison

def figures(entries, queues):
    """Rows of (name, journal, API): the journal's entries added up here, and the API's own figures of today."""
    count = collections.Counter(entry.outcome for entry in entries)
    answered = [entry for entry in entries if entry.outcome == "answered"]
    today = [queue["today"] for queue in queues]

    def total(*names):
        return sum(t[name] for t in today for name in names)

    other = sum(value for t in today for value in t["other_exits"].values())
    return [
        ("entries", len(entries), total("offered")),
        ("answered", count.pop("answered", 0), total("answered")),
        ("abandoned", count.pop("abandoned", 0), total("abandoned")),
        ("timed out", count.pop("timeout", 0), total("timed_out")),
        ("other exits", sum(count.values()), other),
        ("still waiting", 0, total("still_waiting")),
        ("wait ms", sum(e.connected - e.entered for e in answered if e.connected), total("wait_sum_ms")),
        ("talk ms", sum(e.closed - e.connected for e in answered if e.connected), total("talk_sum_ms")),
    ]


def compare(stage, plan, queues, told, left):
    """Prints the table; returns what is wrong, in words."""
    phones, asterisk, journal = of_phones(stage), of_asterisk(stage), of_journal(stage.journal)
    windows = Windows(stage.windows, journal.lost, journal.reconciled, stage.witness.late)
    wrong, labels = left + windows.wrong, collections.Counter()
    for number in plan.numbers:
        if number not in phones:
            wrong.append(f"caller {number}: the phone never ended")
            continue
        try:
            labels[judge(phones[number], journal.entries.get(number, []), asterisk.get(number, []), windows)] += 1
        except Unaccounted as reason:
            phone = phones[number]
            said = "; ".join(entry.words(phone.invited) for entry in journal.entries.get(number, [])) or "nothing"
            wrong.append(f"caller {number}: {reason} · phone: {phone.words()} · journal: {said} · Asterisk: "
                         + (json.dumps(asterisk.get(number, []))))
    wrong += ghosts(plan, phones, asterisk, journal)
    wrong += differences(journal, told)
    for at in journal.lost:
        if at < stage.ending and not windows.near(at):
            wrong.append(f"the service lost Asterisk at {at} without a fault of ours")
    full = sum(w.kind == DISK for w in stage.windows)
    if len(journal.interruptions) < full or any(row[3] for row in journal.interruptions):
        wrong.append(f"{full} times the disk was full, the journal's book of interruptions says {journal.interruptions}")
    return wrong + table(labels, phones, asterisk, journal, told, queues)


def ghosts(plan, phones, asterisk, journal):
    known = set(plan.numbers)
    found = [f"a call of nobody in Asterisk's records: {number}" for number in asterisk if number not in known]
    found += [f"a call of nobody in the journal: {number} {[e.entry for e in entries]}"
              for number, entries in journal.entries.items() if number not in known]
    found += [f"entry {entry.entry}: {entry.outcome}" for entry in journal.all
              if entry.outcome in ("open", "closed twice", "withdrawn", "moved")]
    found += [f"entry {entry.entry}: its caller was sent away and never left" for entry in journal.leaving.values()]
    return found


def differences(journal, told):
    """The API and the journal tell the same facts: each entry to the millisecond."""
    by_id = {entry.entry: (number, entry) for number, entries in told.items() for entry in entries}
    found = []
    for number, entries in journal.entries.items():
        for entry in entries:
            other = by_id.pop(entry.entry, None)
            if other != (number, entry):
                found.append(f"entry {entry.entry} of {number}: journal {entry}, API {other}")
    return found + [f"entry {entry} is told by the API and not in the journal" for entry in by_id]


def table(labels, phones, asterisk, journal, told, queues):
    outcomes = [("phones", len(phones)), ("Asterisk", len(asterisk)), ("journal", len(journal.entries)), ("API", len(told))]
    print("\ncallers known to: " + ", ".join(f"{who} {count}" for who, count in outcomes))
    for label in LABELS:
        if labels[label]:
            print(f"  {labels[label]:5}  {label}")
    on_headset = sum(agent == HEADSET for phone in phones.values() for agent, _, _ in phone.talks)
    sent = sum(entry.came_from is not None for entry in journal.all)
    print(f"  {sum(labels.values()):5}  accounted for, of {len(phones)}; {on_headset} talks on the headset, {sent} times sent on "
          f"into another queue\n\n{'':14}{'journal':>12}{'API':>12}")
    wrong = []
    for name, ours, theirs in figures(journal.all, queues):
        print(f"{name:14}{ours:>12}{theirs:>12}   {'ok' if ours == theirs else 'DIFFERS'}")
        if ours != theirs:
            wrong.append(f"{name}: journal {ours}, API {theirs}")
    return wrong


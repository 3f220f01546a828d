"""Asterisk's own account of every caller, from its CDR (who called, from when to when) and its CEL (who was in a bridge
with whom): one JSON object a call on standard output, all times in milliseconds.

    python3 records.py LOG_FOLDER

The channel's own beginning and end come from CEL: to the CDR, a caller whom app_queue offered in vain has ended there.
`wait_ms` runs from the caller's arrival to the first moment in one bridge with an agent (or to the end), `talk_ms` is
all time in one bridge with agents. Holding bridges, which hold no conversation, do not count. An agent whom the end of
Asterisk itself has cut off was there until then. `hung_up_by` is `caller`
if the end came from the caller's own channel, else `server`: Asterisk, whoever told it to, or the agent."""

import csv
import json
import math
import os
import sys
from collections import defaultdict

CDR = ("linkedid", "uniqueid", "channel", "dstchannel", "src", "dst", "context", "lastapp", "start", "answer", "end",
       "duration", "billsec", "disposition", "userfield", "sequence")
CEL = ("event", "at", "channel", "uniqueid", "linkedid", "extra")


def rows(path, fields):
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return [dict(zip(fields, row)) for row in csv.reader(file) if len(row) == len(fields)]


def milliseconds(text):
    return round(float(text) * 1000) if text else None


def stays(events):
    """bridge → [(unique id, channel, from, until)] of every stay in a bridge that people talk in; until infinity where no end
    was recorded."""
    inside, found = {}, defaultdict(list)
    for event in sorted((e for e in events if e["event"].startswith("BRIDGE_")), key=lambda e: float(e["at"])):
        extra = json.loads(event["extra"] or "{}")
        if extra.get("bridge_technology") == "holding_bridge":
            continue
        key = (extra.get("bridge_id"), event["uniqueid"])
        if event["event"] == "BRIDGE_ENTER":
            inside[key] = (event["channel"], milliseconds(event["at"]))
        elif key in inside:
            found[key[0]].append((event["uniqueid"], event["channel"], inside.pop(key)[1], milliseconds(event["at"])))
    for (bridge, uniqueid), (channel, start) in inside.items():
        found[bridge].append((uniqueid, channel, start, math.inf))
    return found


def conversations(uniqueid, bridges):
    """[(agent, from, until)] of one caller, in order."""
    found = []
    for members in bridges.values():
        for mine in (m for m in members if m[0] == uniqueid):
            for other in (m for m in members if m[0] != uniqueid):
                start, end = max(mine[2], other[2]), min(mine[3], other[3])
                if start < end < math.inf:
                    found.append((other[1].rpartition("-")[0].partition("/")[2], start, end))
    return sorted(found, key=lambda c: c[1])


def joined(spans):
    """Length of the union, so that a conference of three counts once."""
    total, reached = 0, None
    for _, start, end in spans:
        start = start if reached is None else max(start, reached)
        if end > start:
            total += end - start
        reached = end if reached is None else max(reached, end)
    return total


def callers(folder):
    events = rows(os.path.join(folder, "cel-custom", "mayday.csv"), CEL)
    bridges = stays(events)
    began = {e["uniqueid"]: milliseconds(e["at"]) for e in events if e["event"] == "CHAN_START"}
    ended = {e["uniqueid"]: milliseconds(e["at"]) for e in events if e["event"] == "CHAN_END"}
    source = {e["uniqueid"]: json.loads(e["extra"] or "{}").get("hangupsource") for e in events if e["event"] == "HANGUP"}
    calls = {}
    for row in rows(os.path.join(folder, "cdr-custom", "mayday.csv"), CDR):
        if not row["userfield"].startswith("did="):
            continue
        fields = dict(part.partition("=")[::2] for part in row["userfield"].split())
        call = calls.setdefault(row["uniqueid"], {"uniqueid": row["uniqueid"], "from": row["src"], "did": fields["did"],
                                                  "hung_up_by": "caller" if source.get(row["uniqueid"]) == row["channel"]
                                                  else "server",
                                                  "entered_at": milliseconds(row["start"])})
        call["entered_at"] = min(call["entered_at"], milliseconds(row["start"]))
        call["ended_at"] = max(call.get("ended_at", 0), milliseconds(row["end"]))
        call["where"] = "fallback" if fields.get("where") == "queue" else "stasis"
    for call in sorted(calls.values(), key=lambda c: c["entered_at"]):
        talks = conversations(call["uniqueid"], bridges)
        call["entered_at"] = began.get(call["uniqueid"], call["entered_at"])
        call["ended_at"] = ended.get(call["uniqueid"], call["ended_at"])
        connected = talks[0][1] if talks else None
        call.update(agents=[t[0] for t in talks], connected_at=connected,
                    wait_ms=(connected or call["ended_at"]) - call["entered_at"], talk_ms=joined(talks))
        yield call


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: records.py LOG_FOLDER")
    for line in callers(sys.argv[1]):
        print(json.dumps(line))

"""From the offer to the connection, with headsets that stay connected and with phones that ring (and answer at once), by
the journal's own moments; and how many requests that takes, by the calls' traces."""

import json
import sqlite3
import tempfile
import time

from .dispatch import AGENTS, CALLS, Agents, calls
from .report import median
from .room import Room


def run(tools, report, runs):
    times = {"nailed_up": [], "ring": []}
    requests = {"nailed_up": [], "ring": []}
    with tempfile.TemporaryDirectory() as name, Room(name, tools.swift("mayday")) as room:
        agents = Agents(room, room.folder)
        try:
            room.configure(AGENTS)
            room.registered(len(AGENTS))
            for n in range(runs):
                for connection in times:
                    room.configure(AGENTS, connection=connection)
                    room.start_service()
                    room.until(lambda: ready(room, connection), 30, "the agents did not become ready")
                    since = int(time.time() * 1000)
                    calls(room, room.folder, f"7{3 if connection == 'ring' else 4}{n}00")
                    found, asked = between(room, since)
                    times[connection].append(found)
                    requests[connection].append(asked)
                    room.end_service()
        finally:
            agents.end()
    mean = {who: [sum(t) / len(t) for t in series] for who, series in times.items()}
    report.line("connect", "ring_mean", median(mean["ring"]), "ms")
    report.at_most("connect", "nailed_up_mean", mean["nailed_up"], "ms", "ring", mean["ring"], 0.5)
    # To the connection; what is ended beside it does not hold it up.
    report.bound("connect", "bridge_requests", median([median(r) for r in requests["nailed_up"]]), "a call", 1)
    report.line("connect", "requests_ring", median([median(r) for r in requests["ring"]]), "a call")
    for who in times:
        report.line("connect", f"calls_{who}", sum(len(t) for t in times[who]), "calls")


def ready(room, connection):
    found = room.items("/v1/agents")
    wanted = True if connection == "nailed_up" else None
    return len(found) == len(AGENTS) and all(a["state"] == "ready" and a.get("headset") == wanted for a in found)


def between(room, since):
    """Milliseconds from each offer that led to a connection until that, and the requests that put the two together."""
    made, found, asked = {}, [], []
    journal = sqlite3.connect(f"file:{room.folder}/journal.sqlite?mode=ro", uri=True)
    rows = journal.execute(
        "SELECT at, kind, call, body FROM journal WHERE at >= ? AND kind IN ('offer_made', 'entry_connected') "
        "ORDER BY sequence", (since,)).fetchall()
    journal.close()
    for at, kind, call, body in rows:
        fact = json.loads(body)
        if kind == "offer_made":
            made[fact["offer"]] = at
        elif fact["offer"] in made:
            found.append(at - made[fact["offer"]])
            asked.append(requests_of(room, call))
    if len(found) < CALLS // 2:
        raise SystemExit(f"benchmark: only {len(found)} of {CALLS} calls were connected")
    return found, asked


def requests_of(room, call):
    """How many requests went to Asterisk about bridges."""
    trace = room.get(f"/v1/calls/{call}/trace")
    if trace is None:
        raise SystemExit(f"benchmark: no trace of call {call}")
    return sum(1 for line in trace["items"] if line["kind"] == "response" and line["text"].startswith("POST /bridges"))

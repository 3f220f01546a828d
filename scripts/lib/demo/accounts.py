"""Four accounts of the same calls: the phones' own logs, Asterisk's CDR, the journal, the API. Each is read by itself;
what must be equal is compared, counts exactly and sums of time within a stated tolerance a call."""

import csv
import json
import pathlib
import sqlite3

from .traffic import AGENTS

# Between a phone's own moment and the server's lie a SIP message and, for the talk, the building of the bridge.
TOLERANCE_MS = 150
# Pick-up and hang-up within this are one moment: either outcome is right, but all must still count one call.
BLINK_MS = 120

ROWS = ["offered", "answered", "abandoned", "timed out", "wait s", "talk s", "total s"]


def empty():
    return {row: 0 for row in ROWS}


def of_phones(stage, plan):
    """By the caller's own number: (outcome, wait, talk, total) in ms, from the two phones alone."""
    talks = {}
    for call in stage.calls("agent"):
        if call.get("answered_at") and call.get("ended_at"):
            talks.setdefault(call.get("from"), []).append(call)
    verdicts = {}
    for call in stage.calls("caller"):
        number = call["from"]
        heard = [voice for voice in call.get("heard") or [] if voice["who"] in AGENTS]
        agent = next(
            (t for t in talks.get(number, []) if heard or any(v["who"] == number for v in t.get("heard") or [])), None)
        total = call["ended_at"] - call["invited_at"]
        blink = any(abs(t["answered_at"] - call["ended_at"]) < BLINK_MS for t in talks.get(number, []))
        if agent is not None:
            wait = agent["answered_at"] - call["invited_at"]
            verdicts[number] = ("answered", wait, min(agent["ended_at"], call["ended_at"]) - agent["answered_at"], total)
        elif call["ended_by"] == "me":
            verdicts[number] = ("blink" if blink else "abandoned", total, 0, total)
        else:
            verdicts[number] = ("blink" if blink else "timed out", total, 0, total)
    return verdicts


def of_cdr(stage):
    path = pathlib.Path(stage.environment["MAYDAY_BENCH_ROOT"]) / "log/cdr-custom/mayday.csv"
    verdicts = {}
    for row in csv.reader(path.read_text().splitlines()):
        source, context, application, total, other = row[4], row[6], row[7], float(row[11]), row[3]
        if not source.startswith("4930") or not row[14].startswith("did="):
            continue
        if other:
            outcome = "answered"
        else:
            outcome = "abandoned" if application == "Stasis" else "timed out"
        verdicts[source] = (outcome, None, None, round(total * 1000))
    return verdicts


def of_journal(path):
    """Reads the facts as they lie in SQLite, without the service's own code."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    numbers = dict(base.execute("SELECT token, number FROM caller"))
    entries = {}
    order = "SELECT at, kind, body FROM journal ORDER BY sequence"
    for at, kind, body in base.execute(order):
        fact = json.loads(body)
        if kind == "entry_opened":
            entries[fact["entry"]] = {"number": numbers.get(fact["caller"]), "from": fact["entered_at"]}
        elif kind == "entry_connected":
            entries[fact["entry"]]["connected"] = at
        elif kind == "entry_closed":
            entries[fact["entry"]].update(closed=at, outcome=fact["outcome"])
    base.close()
    verdicts = {}
    for entry in entries.values():
        closed = entry.get("closed")
        if closed is None:
            verdicts[entry["number"]] = ("open", 0, 0, 0)
            continue
        connected = entry.get("connected")
        outcome = {"timeout": "timed out"}.get(entry["outcome"], entry["outcome"])
        # An answered call without its connection would be a fact lost.
        if outcome == "answered" and connected is None:
            outcome = "unconnected"
        wait = (connected or closed) - entry["from"]
        talk = closed - connected if connected else 0
        verdicts[entry["number"]] = (outcome, wait, talk, closed - entry["from"])
    return verdicts


def totals(verdicts, times=True):
    table = empty()
    for outcome, wait, talk, total in verdicts.values():
        table["offered"] += 1
        if outcome in table:
            table[outcome] += 1
        if times and outcome == "answered":
            table["wait s"] += wait
            table["talk s"] += talk
        table["total s"] += total
    if not times:
        table["wait s"] = table["talk s"] = None
    return table


def of_api(queues):
    table = empty()
    for queue in queues:
        today = queue["today"]
        table["offered"] += today["offered"]
        table["answered"] += today["answered"]
        table["abandoned"] += today["abandoned"]
        table["timed out"] += today["timed_out"]
        table["wait s"] += today["wait_sum_ms"]
        table["talk s"] += today["talk_sum_ms"]
    table["total s"] = None
    return table


def drop_one_fact(path):
    """Takes one fact out of the journal, as if it had never been written."""
    base = sqlite3.connect(path)
    row = base.execute("SELECT sequence, kind FROM journal WHERE kind = 'entry_connected' LIMIT 1").fetchone()
    if row is None:
        row = base.execute("SELECT sequence, kind FROM journal WHERE kind = 'entry_closed' LIMIT 1").fetchone()
    base.execute("DELETE FROM journal WHERE sequence = ?", (row[0],))
    base.commit()
    base.close()
    print(f"sabotage: dropped fact {row[0]}, {row[1]}")


def compare(stage, plan, queues, sabotage=False):
    journal_path = stage.folder / "journal.sqlite"
    if sabotage:
        drop_one_fact(journal_path)
    phones, cdr, journal = of_phones(stage, plan), of_cdr(stage), of_journal(journal_path)
    wrong = []
    blinks = 0
    for number, verdict in phones.items():
        if verdict[0] == "blink" and number in journal:
            # Pick-up and hang-up met: the phones cannot tell; the three others must agree on one outcome.
            blinks += 1
            phones[number] = journal[number]
    for number in sorted(set(phones) | set(cdr) | set(journal) | set(plan.numbers), key=str):
        outcomes = [account.get(number, ("missing",))[0] for account in (phones, cdr, journal)]
        if len(set(outcomes)) > 1:
            wrong.append(f"caller {number}: phones say {outcomes[0]}, CDR {outcomes[1]}, journal {outcomes[2]}")
    tables = [totals(phones), totals(cdr, times=False), totals(journal), of_api(queues)]
    print(f"\n{'':12}{'phones':>12}{'CDR':>12}{'journal':>12}{'API':>12}")
    for row in ROWS:
        values = [table[row] for table in tables]
        known = [value for value in values if value is not None]
        seconds = row.endswith(" s")
        limit = TOLERANCE_MS * max(1, tables[0]["offered"]) if seconds else 0
        agree = max(known) - min(known) <= limit
        shown = "".join(
            f"{'' if v is None else f'{v / 1000:.1f}' if seconds else str(v):>12}" for v in values)
        print(f"{row:12}{shown}   {'ok' if agree else 'DIFFERS'}")
        if not agree:
            wrong.append(f"{row}: {values}")
    print(
        f"counts must be equal, sums of time within {TOLERANCE_MS} ms a call; "
        f"{blinks} calls ended in the blink of their pick-up")
    for line in wrong[:20]:
        print("WRONG " + line)
    print("all agree" if not wrong else f"{len(wrong)} differences")
    return 1 if wrong else 0

"""Four accounts of the same calls: the phones' own logs, Asterisk's CDR, the journal, the API. Each is read by itself;
what must be equal is compared, caller by caller and in sum: outcomes and counts exactly, times within a tolerance."""

import csv
import datetime
import json
import sqlite3
import urllib.parse

import records

from .traffic import AGENTS

# Between a phone's own moment and the server's lie a SIP message and, for the talk, the building of the bridge: some
# milliseconds (the CEL has microseconds, journal and API milliseconds). One call may differ by more: a datagram that
# is lost is sent again after T1, 500 ms (RFC 3261, 17.1.1.1), and a busy machine lets a phone's timer wait.
TOLERANCE_OF_ONE_MS = 600
# Not so all of them: in sum, what is allowed for each call.
TOLERANCE_MS = 150
# Pick-up and hang-up within this are one moment: either outcome is right, but all must still count one call.
BLINK_MS = 120
# A second in which a core lost as much as this is disturbed (scripts/lib/witness.py). What is lost around a moment is the
# error of its measurement: so much later may one account have seen it than the other.
DISTURBED_MS = 300

ROWS = ["offered", "answered", "abandoned", "timed out", "wait s", "talk s", "total s"]


def empty():
    return {row: 0 for row in ROWS}


def picked_up(call):
    """When an agent's answer took effect. One that had to be repeated was lost at first, and when it arrived the phone
    knows by the ACK alone (RFC 3261, 13.3.1.4)."""
    return call["acknowledged_at"] if call["answers_repeated"] and call["acknowledged_at"] else call["answered_at"]


def undisturbed(_moment):
    """The error of a moment on a machine that gives its time."""
    return 0


def of_phones(stage, error=undisturbed):
    """By the caller's own number: (outcome, wait, talk, total) in ms, from the two phones alone, and the error of the
    three times."""
    talks, errors = {}, {}
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
        end, late = error(call["ended_at"]), error(call["invited_at"])
        blink = any(abs(picked_up(t) - call["ended_at"]) < BLINK_MS + end for t in talks.get(number, []))
        pick = error(picked_up(agent)) if agent is not None else end
        errors[number] = (late + pick, pick + end, late + end)
        if agent is not None:
            wait = picked_up(agent) - call["invited_at"]
            verdicts[number] = ("answered", wait, min(agent["ended_at"], call["ended_at"]) - picked_up(agent), total)
        elif call["ended_by"] == "me":
            verdicts[number] = ("blink" if blink else "abandoned", total, 0, total)
        else:
            verdicts[number] = ("blink" if blink else "timed out", total, 0, total)
    return verdicts, errors


def of_cdr(stage):
    """Asterisk's own: whether answered and how long from the CDR; wait, talk and who hung up from the CEL beside it, as
    `scripts/bench records` reads them (to the CDR alone, a caller who hears music is talking already)."""
    recorded = {call["from"]: call for call in records.callers(stage.logs)}
    verdicts = {}
    for row in csv.reader((stage.logs / "cdr-custom/mayday.csv").read_text().splitlines()):
        source, total, other = row[4], float(row[11]), row[3]
        if not source.startswith("4930") or not row[14].startswith("did="):
            continue
        call = recorded[source]
        if other:
            outcome = "answered"
        else:
            outcome = "abandoned" if call["hung_up_by"] == "caller" else "timed out"
        verdicts[source] = (outcome, call["wait_ms"], call["talk_ms"], round(total * 1000))
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
    return settled(entries)


def of_api(stage):
    """What the service told its subscribers, call by call: the facts of /v1/events, the numbers of /v1/calls."""
    entries = {}
    for event in stage.api_events():
        at, entry = moment(event["at"]), event["data"].get("entry_id")
        if event["type"] == "entry_opened":
            call = stage.get("/v1/calls/" + urllib.parse.quote(event["data"]["call_id"])) or {"caller": {}}
            entries[entry] = {"number": call["caller"].get("number"), "from": at - event["data"]["wait_ms"]}
        elif event["type"] == "entry_connected":
            entries[entry]["connected"] = at
        elif event["type"] == "entry_closed":
            entries[entry].update(closed=at, outcome=event["data"]["outcome"])
    return settled(entries)


def moment(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def settled(entries):
    """By the caller's number: (outcome, wait, talk, total) of entries, from their moments."""
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


def totals(verdicts):
    table = empty()
    for outcome, wait, talk, total in verdicts.values():
        table["offered"] += 1
        if outcome in table:
            table[outcome] += 1
        if outcome == "answered":
            table["wait s"] += wait
            table["talk s"] += talk
        table["total s"] += total
    return table


def figures(queues, told):
    """The API's own sums of /v1/queues. It has none over the whole length of calls: those are of the calls it `told`."""
    table = empty()
    for queue in queues:
        today = queue["today"]
        table["offered"] += today["offered"]
        table["answered"] += today["answered"]
        table["abandoned"] += today["abandoned"]
        table["timed out"] += today["timed_out"]
        table["wait s"] += today["wait_sum_ms"]
        table["talk s"] += today["talk_sum_ms"]
    table["total s"] = totals(told)["total s"]
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


def differences(accounts, numbers, errors):
    """What the accounts say differently of any one caller, the widest spread of a time that was let pass, and how many
    were let pass only for the error of their measurement."""
    wrong, widest, disturbed = [], 0, 0
    for number in numbers:
        verdicts = {who: account.get(number) for who, account in accounts.items()}
        outcomes = {who: verdict[0] if verdict else "missing" for who, verdict in verdicts.items()}
        if len(set(outcomes.values())) > 1:
            wrong.append(f"caller {number}: " + ", ".join(f"{who} {outcome}" for who, outcome in outcomes.items()))
            continue
        for index, what in ((1, "wait"), (2, "talk"), (3, "total")):
            times = {who: verdict[index] for who, verdict in verdicts.items()}
            spread, error = max(times.values()) - min(times.values()), errors.get(number, (0, 0, 0))[index - 1]
            if spread > TOLERANCE_OF_ONE_MS + error:
                wrong.append(f"caller {number}, {what}: " + ", ".join(f"{who} {ms} ms" for who, ms in times.items())
                             + (f" (the machine lost {error:.0f} ms)" if error else ""))
            elif spread > TOLERANCE_OF_ONE_MS:
                disturbed += 1
            else:
                widest = max(widest, spread)
    return wrong, widest, disturbed


def compare(stage, plan, queues, told, sabotage=False, error=undisturbed):
    """Prints the table and what differs. `told` is what the API said, call by call (of_api); `error` what the machine lost
    around a moment, in ms."""
    journal_path = stage.folder / "journal.sqlite"
    if sabotage:
        drop_one_fact(journal_path)
    (phones, errors), cdr, journal = of_phones(stage, error), of_cdr(stage), of_journal(journal_path)
    blinks = 0
    for number, verdict in phones.items():
        if verdict[0] == "blink" and number in journal:
            # Pick-up and hang-up met: the phones cannot tell; the three others must agree on one outcome.
            blinks += 1
            phones[number] = journal[number]
    accounts = {"phones": phones, "CDR": cdr, "journal": journal, "API": told}
    numbers = sorted({*plan.numbers, *phones, *cdr, *journal, *told}, key=str)
    wrong, widest, disturbed = differences(accounts, numbers, errors)
    tables = [totals(phones), totals(cdr), totals(journal), figures(queues, told)]
    print(f"\n{'':12}" + "".join(f"{who:>12}" for who in accounts))
    for row in ROWS:
        values = [table[row] for table in tables]
        seconds = row.endswith(" s")
        limit = TOLERANCE_MS * max(1, tables[0]["offered"]) if seconds else 0
        agree = max(values) - min(values) <= limit
        shown = "".join(f"{f'{v / 1000:.1f}' if seconds else str(v):>12}" for v in values)
        print(f"{row:12}{shown}   {'ok' if agree else 'DIFFERS'}")
        if not agree:
            wrong.append(f"{row}: {values}")
    print(
        "CDR: wait, talk and who gave up from Asterisk's CEL. API: sums of /v1/queues; total, which has no sum there, of /v1/events\n"
        f"counts and each caller's outcome must be equal, each caller's times within {TOLERANCE_OF_ONE_MS} ms (the widest "
        f"that agree: {widest} ms),\nsums within {TOLERANCE_MS} ms a call; {blinks} calls ended in the blink of their pick-up")
    if disturbed:
        print(f"{disturbed} times of callers are further apart, by no more than a core lost around these moments: it was taken away")
    for line in wrong[:20]:
        print("WRONG " + line)
    print("all agree" if not wrong else f"{len(wrong)} differences")
    return 1 if wrong else 0

"""Records a tape of real calls, and multiplies it to as many as a benchmark needs.

    python3 -m benchmark.tape record FILE          (needs MAYDAY_BENCHMARK_BINARY)
    python3 -m benchmark.tape multiply FILE TAPE --events 200000 [--boot tape00]
"""

import argparse
import json
import os
import pathlib
import re
import sys
import tempfile
import time

#: So many calls run beside each other on the tape.
LANES = 20


def record(path):
    from .record import Recorder, whole_calls
    from .room import Room
    with tempfile.TemporaryDirectory() as folder, Room(folder, os.environ["MAYDAY_BENCHMARK_BINARY"]) as room:
        recorder = Recorder(room.ari_url)
        agents = range(1001, 1007)
        room.configure(agents, url=recorder.url)
        room.start_service()
        room.phones([f"--agent {a} --answer-after 300ms --seed {a}" for a in agents])
        room.registered(len(agents))
        for n in range(24):
            # Half of them are ended by the agent's side having nothing to do: by the caller after his time.
            room.phones([f"--caller --to 700 --from 0305550{n:02} --talk 1s-2s --patience 20s --seed {n}"])
            time.sleep(0.4)
        done = lambda: sum(e.get("event") == "call" and e.get("kind") == "caller" for e in room.events()) >= 24
        room.until(done, 60, "the calls did not end")
        time.sleep(1)
        calls = whole_calls(recorder.messages)
    with open(path, "w", encoding="utf-8") as file:
        for call in calls:
            file.write(json.dumps(call, separators=(",", ":")) + "\n")
    events = [e for c in calls for e in c["events"]]
    size = sum(len(json.dumps(e)) for e in events) / max(1, len(events))
    print(f"{len(calls)} calls, {len(events) / max(1, len(calls)):.1f} events a call, {size:.0f} bytes an event",
          file=sys.stderr)


def thinned(events):
    """Without what says a thing again, so that 200,000 events are 10,000 calls and more: the twins that come because
    both the application and the endpoint are subscribed to, states of endpoints, connected lines, a dial's beginning
    and the second request to hang up. What is left stands for the heavier half: the tape asks more of a reader per
    event than Asterisk does."""
    kept, seen = [], set()
    for event in events:
        kind = event["type"]
        subject = (event.get("channel") or event.get("peer") or event.get("bridge") or {}).get("id")
        if kind in ("EndpointStateChange", "ChannelConnectedLine", "DeviceStateChanged", "PeerStatusChange"):
            continue
        if kind == "Dial" and not event.get("dialstatus"):
            continue
        state = event.get("channel", {}).get("state")
        key = (kind, subject, event.get("dialstatus"), state if kind == "ChannelStateChange" else None)
        if key in seen:
            continue
        seen.add(key)
        kept.append(event)
    return kept


class Shape:
    """One call's events, with holes where its ids stood."""

    def __init__(self, call):
        text = "\n".join(
            json.dumps(e, separators=(",", ":"), ensure_ascii=False) for e in thinned(call["events"]))
        caller, agent = call["caller"], call["agent"]
        boot, number = agent.rsplit("-a", 1)
        bridge = f"{boot}-b{number}"
        text = text.replace("%", "%%")
        # The longest first: an id may be the beginning of another.
        for old, new in ((agent, "%(agent)s"), (bridge, "%(bridge)s"), (caller, "%(caller)s")):
            text = re.sub(rf'(?<![\w.-]){re.escape(old)}(?![\w.])', new.replace("\\", ""), text)
        self.lines = text.split("\n")


def multiply(source, target, events, boot):
    """Writes a tape of about `events` events in whole calls, and returns (events, calls).

    The agents' legs are numbered in the order of the callers' StasisStart: that is the order in which the engine numbers
    its offers as long as an agent is always free, and there are more agents than lanes.
    """
    with open(source, encoding="utf-8") as file:
        shapes = [Shape(json.loads(line)) for line in file]
    written = calls = 0
    lanes = []
    with open(target, "w", encoding="utf-8") as out:
        while True:
            while len(lanes) < LANES and written + sum(len(s) - i for s, i, _ in lanes) < events:
                calls += 1
                shape = shapes[calls % len(shapes)]
                ids = {"caller": f"1767225600.{calls}", "agent": f"{boot}-a{calls}", "bridge": f"{boot}-b{calls}"}
                lanes.append((shape.lines, 0, ids))
                # The first event is the one that makes the engine number its offer; it stands at once.
                lines, _, _ = lanes[-1]
                out.write(lines[0] % ids + "\n")
                written += 1
                lanes[-1] = (lines, 1, ids)
            if not lanes:
                return written, calls
            for n, (lines, i, ids) in enumerate(lanes):
                out.write(lines[i] % ids + "\n")
                written += 1
                lanes[n] = (lines, i + 1, ids)
            lanes = [lane for lane in lanes if lane[1] < len(lane[0])]


def main():
    p = argparse.ArgumentParser(prog="benchmark.tape")
    verbs = p.add_subparsers(dest="verb", required=True)
    r = verbs.add_parser("record")
    r.add_argument("file", type=pathlib.Path)
    m = verbs.add_parser("multiply")
    m.add_argument("file", type=pathlib.Path)
    m.add_argument("tape", type=pathlib.Path)
    m.add_argument("--events", type=int, default=200_000)
    m.add_argument("--boot", default="tape00")
    options = p.parse_args()
    if options.verb == "record":
        record(options.file)
    else:
        written, calls = multiply(options.file, options.tape, options.events, options.boot)
        print(json.dumps({"events": written, "calls": calls, "bytes": options.tape.stat().st_size}))


if __name__ == "__main__":
    main()

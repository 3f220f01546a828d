"""200,000 recorded events, as fast as they are read."""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

from .report import median
from .tape import multiply

EVENTS = 200_000
SHAPES = pathlib.Path(__file__).resolve().parents[3] / "Benchmarks" / "tape" / "calls.jsonl"


def make_tape(tools, events=EVENTS):
    return multiply(SHAPES, tools.tape, events, "tape00")


@contextlib.contextmanager
def replay(tools):
    process = subprocess.Popen(
        [tools.c("replay"), tools.tape, "--endpoints", "40"], stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def figures(command, **environment):
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False, timeout=600, env={**os.environ, **environment})
    lines = done.stdout.splitlines()
    if not lines:
        raise SystemExit(f"benchmark: {command[0]} printed nothing (status {done.returncode})")
    return json.loads(lines[-1])


def one_round(tools, port, events, calls):
    """Each reader once, beside the same server."""
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        for name in "12":
            os.mkdir(f"{folder}/{name}")
        return {
            "c": figures([tools.c("count"), str(port), str(events)]),
            "receive": figures([tools.swift("event-sink"), url, str(events)]),
            "typed": figures(
                [tools.swift("mayday"), "ari", "listen", "--url", url, "--user", "mayday", "--app", "mayday", "--quiet",
                 "--count", str(events)], MAYDAY_ARI_PASSWORD="x"),
            "pipeline": figures([tools.swift("pipeline"), f"{url}/beat", str(events), str(calls), f"{folder}/1"]),
            "paced": figures([tools.swift("pipeline"), f"{url}/paced", str(events), str(calls), f"{folder}/2"]),
        }


def run(tools, report, runs):
    events, calls = make_tape(tools)
    with replay(tools) as port:
        rounds = [one_round(tools, port, events, calls) for _ in range(runs)]

    def all_of(who, what):
        return [r[who][what] for r in rounds]

    def per_100k(who):
        return [r[who]["cpu_seconds"] / r[who]["events"] * 100_000 for r in rounds]

    rate = "events_per_second"
    report.line("events", "tape_events", events, "events")
    report.line("events", "tape_calls", calls, "calls")
    report.line("events", "c_client_rate", median(all_of("c", rate)), "events/s")
    report.line("events", "c_client_cpu", median(per_100k("c")), "s/100k")
    # A floor for what the pipeline is compared with: a slower reader would make that ratio look better.
    report.at_least("events", "receive_only_rate", all_of("receive", rate), "events/s", "C libwebsockets client",
                    all_of("c", rate), 0.7)
    report.at_least("events", "typed_rate", all_of("typed", rate), "events/s", "C libwebsockets client",
                    all_of("c", rate), 0.7)
    report.at_most("events", "typed_cpu", per_100k("typed"), "s/100k", "C libwebsockets client", per_100k("c"), 2)
    report.line("events", "typed_rss", max(all_of("typed", "max_rss_bytes")) // 2**20, "MiB")
    report.at_least("events", "pipeline_rate", all_of("pipeline", rate), "events/s", "receive only",
                    all_of("receive", rate), 0.8)
    report.line("events", "pipeline_cpu", median(per_100k("pipeline")), "s/100k")
    facts = [r["pipeline"]["committed"] / r["pipeline"]["events"] for r in rounds]
    report.line("events", "pipeline_facts_per_event", min(facts), "facts/event", target=">= 0.333", ok=min(facts) >= 1 / 3)
    # As fast as they come, what waits to be decided on is in memory as well; how much of it depends on who reads faster.
    report.line("events", "pipeline_rss_at_full_speed", int(median(all_of("pipeline", "rss_end"))) // 2**20, "MiB")
    report.line("events", "paced_rate", median(all_of("paced", rate)), "events/s")
    report.line("events", "paced_rss_at_quarter", int(median(all_of("paced", "rss_50k"))) // 2**20, "MiB")
    growth = median([r["paced"]["rss_end"] / r["paced"]["rss_50k"] for r in rounds])
    report.line("events", "paced_rss_at_end", int(median(all_of("paced", "rss_end"))) // 2**20, "MiB",
                "at a quarter", int(median(all_of("paced", "rss_50k"))) // 2**20, growth, "<= 1.2 x", growth <= 1.2)
    kept = max(r[who]["live_entries"] + r[who]["live_calls"] for r in rounds for who in ("pipeline", "paced"))
    report.bound("events", "pipeline_kept_of_ended_calls", kept, "calls", 0)
    missing = max(calls - r[who]["calls"] for r in rounds for who in ("pipeline", "paced"))
    report.bound("events", "pipeline_calls_missing", missing, "calls", 0)

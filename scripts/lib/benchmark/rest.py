"""GET /asterisk/ping: our client beside wrk and beside libcurl alone, on the same real Asterisk, keep-alive all."""

import base64
import re
import subprocess
import tempfile

from .events import figures
from .report import median
from .room import Room

REQUESTS = {1: 4_000, 8: 16_000, 32: 32_000}


def wrk(room, in_flight, seconds=3):
    token = base64.b64encode(f"{room.ari_user}:{room.ari_password}".encode()).decode()
    out = subprocess.run(
        ["wrk", "-t1", f"-c{in_flight}", f"-d{seconds}s", "--latency", "-H", f"Authorization: Basic {token}",
         f"{room.ari_url}/ari/asterisk/ping"], stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit("benchmark: wrk was refused:\n" + out)
    return {"p50_us": of(out, 50), "p99_us": of(out, 99)}


def of(out, percent):
    number, unit = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s)\b", out).groups()
    return float(number) * {"us": 1, "ms": 1_000, "s": 1_000_000}[unit]


def run(tools, report, runs):
    with tempfile.TemporaryDirectory() as folder, Room(folder, tools.swift("mayday")) as room:
        ours = {c: [] for c in REQUESTS}
        theirs = {c: [] for c in REQUESTS}
        floor = []
        for _ in range(runs):
            floor.append(figures(
                [tools.c("ping"), room.ari_url, room.ari_user, str(REQUESTS[1])],
                MAYDAY_ARI_PASSWORD=room.ari_password)["p50_us"])
            for in_flight, requests in REQUESTS.items():
                theirs[in_flight].append(wrk(room, in_flight))
                ours[in_flight].append(figures(
                    [tools.swift("rest-latency"), room.ari_url, room.ari_user, str(in_flight), str(requests)],
                    MAYDAY_ARI_PASSWORD=room.ari_password))
    wrks = [r["p50_us"] for r in theirs[1]]
    report.line("rest", "libcurl_alone_p50_at_1", median(floor), "us", "wrk", median(wrks),
                median([f / w for f, w in zip(floor, wrks)]))
    for in_flight in REQUESTS:
        for what in ("p50_us", "p99_us"):
            mine = [r[what] for r in ours[in_flight]]
            wrks = [r[what] for r in theirs[in_flight]]
            name = f"{what[:3]}_at_{in_flight}"
            if what == "p50_us" and in_flight == 1:
                report.at_most("rest", name, mine, "us", "wrk", wrks, 1.5)
            else:
                ratio = median([m / w for m, w in zip(mine, wrks)])
                report.line("rest", name, median(mine), "us", "wrk", median(wrks), ratio)
        report.line("rest", f"rate_at_{in_flight}", median([r["requests_per_second"] for r in ours[in_flight]]), "1/s")

"""What choosing costs among 5,000 agents and 2,000 waiting callers, and among a tenth of both."""

from .events import figures
from .report import median

# Ring all asks all 5,000 for one caller: that is no choice.
STRATEGIES = ["longest_idle", "fewest_calls", "least_talk_time", "random", "weighted_random", "round_robin", "ordered",
              "linear", "ring_progressively"]
MANY, FEW = (5_000, 2_000), (500, 200)


def run(tools, report, runs):
    found = {size: {name: [] for name in STRATEGIES} for size in (MANY, FEW)}
    for _ in range(runs):
        for name in STRATEGIES:
            for size in (MANY, FEW):
                found[size][name].append(figures([tools.swift("select"), name, *map(str, size)]))
    worst = {"arrive": 0.0, "ready": 0.0}
    growth = {"arrive": 0.0, "ready": 0.0}
    for name in STRATEGIES:
        for what in worst:
            many, few = found[MANY][name], found[FEW][name]
            report.line("select", f"{name}_{what}_p50", median([r[f"{what}_p50_us"] for r in many]), "us")
            worst[what] = max(worst[what], median([r[f"{what}_p99_us"] for r in many]))
            growth[what] = max(growth[what], median([a[f"{what}_p50_us"] / b[f"{what}_p50_us"]
                                                     for a, b in zip(many, few)]))
    for what in worst:
        report.bound("select", f"slowest_{what}_p99", worst[what], "us", 500)
        # Ten times the agents and ten times the callers are a hundred times the product.
        report.bound("select", f"greatest_growth_{what}", growth[what], "x", 10)

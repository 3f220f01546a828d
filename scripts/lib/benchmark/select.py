"""What choosing costs among 5,000 agents and 2,000 waiting callers, and among a tenth of both."""

from .events import figures
from .report import median

# Ring all asks all 5,000 for one caller: that is no choice.
STRATEGIES = ["longest_idle", "fewest_calls", "least_talk_time", "random", "weighted_random", "round_robin", "ordered",
              "linear", "ring_progressively"]
MANY, FEW = (5_000, 2_000), (500, 200)
# What callers ask for is the same work under each strategy, but for one that draws among all who can serve.
WISHES = [(wish, name) for wish in ("skills", "agent", "tier") for name in ("longest_idle", "random")]


def run(tools, report, runs):
    kinds = STRATEGIES + [f"{wish}_{name}" for wish, name in WISHES]
    found = {size: {name: [] for name in kinds} for size in (MANY, FEW)}
    for _ in range(runs):
        for size in (MANY, FEW):
            for name in STRATEGIES:
                found[size][name].append(figures([tools.swift("select"), name, *map(str, size)]))
            for wish, name in WISHES:
                found[size][f"{wish}_{name}"].append(figures([tools.swift("select"), name, *map(str, size), wish]))
    bound(report, "", {size: {name: found[size][name] for name in STRATEGIES} for size in found})
    for wish in dict.fromkeys(wish for wish, _ in WISHES):
        names = [f"{wish}_{name}" for other, name in WISHES if other == wish]
        bound(report, f"{wish}_", {size: {name: found[size][name] for name in names} for size in found})


def bound(report, prefix, found):
    # Where time alone is measured nobody becomes ready.
    kinds = [what for what in ("arrive", "ready") if all(f"{what}_p50_us" in r for runs in found[MANY].values() for r in runs)]
    worst, growth = dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0.0)
    for name in found[MANY]:
        for what in worst:
            many, few = found[MANY][name], found[FEW][name]
            report.line("select", f"{name}_{what}_p50", median([r[f"{what}_p50_us"] for r in many]), "us")
            worst[what] = max(worst[what], median([r[f"{what}_p99_us"] for r in many]))
            growth[what] = max(growth[what], median([a[f"{what}_p50_us"] / b[f"{what}_p50_us"]
                                                     for a, b in zip(many, few)]))
    for what in worst:
        report.bound("select", f"{prefix}slowest_{what}_p99", worst[what], "us", 500)
        # Ten times the agents and ten times the callers are a hundred times the product.
        report.bound("select", f"{prefix}greatest_growth_{what}", growth[what], "x", 10)

"""The figures: medians, ratios, targets, and how they are printed."""

import json
import statistics


def median(values):
    return statistics.median(values)


class Report:
    def __init__(self, as_json):
        self.as_json = as_json
        self.missed = 0

    def line(self, benchmark, metric, value, unit, reference=None, reference_value=None, ratio=None, target=None,
             ok=None):
        entry = {"benchmark": benchmark, "metric": metric, "value": rounded(value), "unit": unit}
        if reference is not None:
            entry.update(reference=reference, reference_value=rounded(reference_value))
        if ratio is not None:
            entry["ratio"] = rounded(ratio)
        if target is not None:
            entry.update(target=target, ok=bool(ok))
            self.missed += not ok
        if self.as_json:
            print(json.dumps(entry), flush=True)
            return
        text = f"{benchmark:9} {metric:30} {entry['value']:>14,} {unit:12}"
        if reference is not None:
            text += f" {reference} {entry['reference_value']:,}"
        if ratio is not None:
            text += f" ratio {entry['ratio']}"
        if target is not None:
            text += f" target {target} {'ok' if ok else 'MISSED'}"
        print(text, flush=True)

    def at_least(self, benchmark, metric, values, unit, reference, references, share):
        """Against a reference of the same runs: the median of the runs' own ratios counts."""
        ratio = median([v / r for v, r in zip(values, references)])
        self.line(benchmark, metric, median(values), unit, reference, median(references), ratio, f">= {share} x",
                  ratio >= share)

    def at_most(self, benchmark, metric, values, unit, reference, references, share):
        ratio = median([v / r for v, r in zip(values, references)])
        self.line(benchmark, metric, median(values), unit, reference, median(references), ratio, f"<= {share} x",
                  ratio <= share)

    def bound(self, benchmark, metric, value, unit, limit):
        self.line(benchmark, metric, value, unit, target=f"<= {limit}", ok=value <= limit)


def rounded(value):
    """Four digits that count."""
    if isinstance(value, int) or value == 0:
        return value
    return int(value) if abs(value) >= 10_000 else float(f"{value:.4g}")


def percentile(values, p):
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * p // 100) - 1)]

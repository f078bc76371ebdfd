"""Tables and rates from the records of `benchmarks.zoo`."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from scipy.stats import binomtest

HEADER = (
    "| group | family | runs | present | approximate | not identifiable | absent | right dimension | angle [°] "
    "| Grassmann [rad] | closure | CPU-s |\n|" + "---|" * 12
)
VERDICTS = ("present", "approximate", "not identifiable", "absent")
Records = list[dict[str, Any]]


def interval(hits: int, runs: int) -> tuple[float, float]:
    """95 % interval of a rate (Wilson 1927), which says something even where nothing was hit."""
    if runs == 0:
        return 0.0, 1.0
    ends = binomtest(hits, runs).proportion_ci(method="wilson")
    return float(ends.low), float(ends.high)


def rate(records: Records, hit: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    hits = sum(bool(hit(record)) for record in records)
    return {"hits": hits, "runs": len(records), "interval": interval(hits, len(records))}


def rates(records: Records) -> dict[str, Any]:
    """The error rates that the app prints beside a verdict."""
    exact, none = _of(records, "exact"), _of(records, "none")
    return {
        "false_present": rate(none, lambda r: r["verdict"] == "present"),
        "false_absent": rate(exact, lambda r: r["verdict"] == "absent"),
        "present_on_exact": rate(exact, lambda r: r["verdict"] == "present"),
        "not_identifiable_on_exact": rate(exact, lambda r: r["verdict"] == "not identifiable"),
        "right_dimension": rate(
            [r for r in exact if r["verdict"] == "present"], lambda r: r["dimension"] == r["true_dimension"]
        ),
        "approximate_on_broken": rate(_of(records, "broken 10 %"), lambda r: r["verdict"] == "approximate"),
    }


def _of(records: Records, group: str) -> Records:
    return [record for record in records if record["group"] == group and "error" not in record]


def _part(records: Records, part: str) -> Records:
    """Calibration seeds are those from 1000 on, whichever twin they belong to (see `benchmarks.zoo`)."""
    return [r for r in records if r["group"] != "grid" and (r["seed"] % 10_000 >= 1000) == (part == "calibration")]


def print_tables(records: Records, rates_file: Path | None) -> None:
    for part in ("calibration", "measurement"):
        chosen = _part(records, part)
        if chosen:
            _print_part(part, chosen)
    grid = [record for record in records if record["group"] == "grid"]
    if grid:
        _print_grid(grid)
    measured = _part(records, "measurement")
    if rates_file is not None:
        rates_file.write_text(json.dumps({"schema": 1, **rates(measured)}, indent=1) + "\n")


def _print_part(part: str, records: Records) -> None:
    print(f"\n## {part} ({len(records)} runs)\n")
    print(HEADER)
    for group in ("exact", "none", "broken 10 %", "limited"):
        for family in dict.fromkeys(r["task"]["family"] for r in _of(records, group)):
            print(_row(group, family, [r for r in _of(records, group) if r["task"]["family"] == family]))
    print("\n| rate | hits / runs | 95 % interval |\n|---|---|---|")
    for name, value in rates(records).items():
        low, high = value["interval"]
        print(f"| {name.replace('_', ' ')} | {value['hits']} / {value['runs']} | {low:.3f} to {high:.3f} |")
    _print_strengths(_of(records, "broken 10 %"))
    _print_extents(_of(records, "limited"))
    for record in records:
        if "error" in record:
            print("error:", record["task"], record["error"])


def _print_grid(records: Records) -> None:
    print("\n## few rows and much noise\n")
    print(f"Counts: {' / '.join(VERDICTS)}.\n\n| rows | noise | exact symmetry | no symmetry |\n|---|---|---|---|")
    cells = sorted({(r["task"]["rows"], r["task"]["noise"]) for r in records})
    for rows, noise in cells:
        chosen = [r for r in records if (r["task"]["rows"], r["task"]["noise"]) == (rows, noise) and "error" not in r]
        exact = [r for r in chosen if r["true_dimension"]]
        none = [r for r in chosen if not r["true_dimension"]]
        print(f"| {rows} | {noise:g} | {_counts(exact)} | {_counts(none)} |")


def _counts(records: Records) -> str:
    return " / ".join(str(sum(r["verdict"] == verdict for r in records)) for verdict in VERDICTS)


def _row(group: str, family: str, records: Records) -> str:
    verdicts = [sum(r["verdict"] == verdict for r in records) for verdict in VERDICTS]
    right = sum(r["dimension"] == r["true_dimension"] for r in records if r["dimension"] or group == "none")
    angles = [r["angles"] for r in records if r["angles"] and r["dimension"] == r["true_dimension"]]
    largest = f"{math.degrees(median(max(a) for a in angles)):.2f}" if angles else ""
    distance = f"{median(math.sqrt(sum(v * v for v in a)) for a in angles):.3f}" if angles else ""
    closure = f"{median(r['closure'] for r in records):.3f}" if angles else ""
    seconds = f"{median(r['seconds'] for r in records):.0f}"
    cells = [group, family, len(records), *verdicts, f"{right}/{len(records)}", largest, distance, closure, seconds]
    return "| " + " | ".join(map(str, cells)) + " |"


def _print_strengths(records: Records) -> None:
    ratios = []
    for r in records:
        strengths = [g["strength"] for g in r["generators"] if g["verdict"] == r["verdict"] and g["tested"]]
        if strengths and r["breaking"]:
            ratios.append(math.sqrt(sum(s * s for s in strengths) / len(strengths)) / r["breaking"])
    within = sum(1 / 1.5 <= ratio <= 1.5 for ratio in ratios)
    if ratios:
        print(
            f"\nstrength, found over true: median {median(ratios):.2f}, within a factor 1.5 in {within}/{len(ratios)}"
        )


def _print_extents(records: Records) -> None:
    extents = [180 * r["generators"][0]["extent"] / r["generators"][0]["extent_limit"] for r in records]
    near = sum(abs(extent - 45) <= 5 for extent in extents)
    if extents:
        print(f"extent of ±45°: median {median(extents):.1f}°, within 5° in {near}/{len(extents)}: "
              + " ".join(f"{extent:.0f}" for extent in sorted(extents)))  # fmt: skip

"""How often is the battery wrong about named symmetries? Verdicts on tasks with known answers, and rates.

    python -m benchmarks.battery run [--runs 3] [--seeds 2] [--only hurricane two-body mnist] [--minutes 9]
    python -m benchmarks.battery table

It is resumable: runs that the records hold already are left out, and no run begins after so many minutes.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.battery_answers import ACCEPTED, CASES, Answer
from benchmarks.runs import configurations, parser, run
from benchmarks.zoo_tables import interval
from lieaug.figures.named_words import NAMED_VERDICTS
from lieaug.schema import Discovery, DiscoveryConfig

RECORDS = Path("benchmarks/battery.jsonl")
SHOWN = ("verdict", "strength", "gain", "gain_interval", "assumed", "assumed_interval", "coverage", "reason")
Records = list[dict[str, Any]]


def main() -> None:
    made = parser(__doc__, runs=3)
    made.add_argument("what", choices=("run", "table"))
    made.add_argument("--minutes", type=float, default=9.0, help="no run begins later")
    made.add_argument("--records", type=Path, default=RECORDS)
    arguments = made.parse_args()
    known = []
    if arguments.records.exists():
        known = [json.loads(line) for line in arguments.records.read_text().splitlines()]
    if arguments.what == "run":
        _run(arguments, known)
    else:
        _print_answers(known)
        _print_rates(known)
        _print_costs(known)


def _run(arguments: argparse.Namespace, known: Records) -> None:
    begun = time.monotonic()
    done = {(record["task"], record["seed"]) for record in known}
    for seed, config in configurations([task for task, _ in CASES], arguments, battery=True):
        if time.monotonic() - begun > 60 * arguments.minutes:
            return
        if (config.task.label, seed) in done:
            continue
        result, before, after = run(config)
        record = {"task": config.task.label, "seed": seed, "seconds": [before, after], "named": _findings(result)}
        with arguments.records.open("a") as file:
            file.write(json.dumps(record) + "\n")
        print(f"{config.task.label} {seed}: {result.verdict}, {before:.0f} + {after:.0f} CPU-s", flush=True)


def _findings(result: Discovery) -> dict[str, dict[str, Any]]:
    return {finding.name: {name: getattr(finding, name) for name in SHOWN} for finding in result.named}


def _judged(records: Records) -> list[tuple[str, str, Answer, list[dict[str, Any]]]]:
    """Task, symmetry, known answer, and what the runs say, of all that have a known answer and were asked for."""
    found = []
    for task, answers in CASES:
        label = DiscoveryConfig.parse({"task": task}).task.label
        runs = [record["named"] for record in records if record["task"] == label]
        for name, answer in answers.items():
            said = [named[name] for named in runs if name in named]
            if said:
                found.append((label, name, answer, said))
    return found


def _print_answers(records: Records) -> None:
    print("| task | symmetry | known | found | breaks | training with it | building it in |\n|" + "---|" * 7)
    for label, name, answer, said in _judged(records):
        words = [NAMED_VERDICTS[finding["verdict"]] for finding in said]
        counted = ", ".join(f"{words.count(word)}x {word}" for word in dict.fromkeys(words))
        wrong = any(f["verdict"] not in ACCEPTED[answer] for f in said)
        cells = [
            label, name, answer, f"**{counted}**" if wrong else counted, _span(said, "strength"), _span(said, "gain"),
            _span(said, "assumed"),
        ]  # fmt: skip
        print("| " + " | ".join(cells) + " |")


def _span(said: list[dict[str, Any]], name: str) -> str:
    values = [finding[name] for finding in said if finding[name] is not None]
    if not values:
        return ""
    ends = sorted({f"{value:+.1%}" if abs(value) < 1 else f"{1 + value:.0f} x" for value in (min(values), max(values))})
    return " to ".join(ends)


def _print_rates(records: Records) -> None:
    judged: list[tuple[Answer, str]] = [
        (answer, finding["verdict"]) for _, _, answer, said in _judged(records) for finding in said
    ]
    print("\n| known | " + " | ".join(NAMED_VERDICTS.values()) + " |\n|" + "---|" * (len(NAMED_VERDICTS) + 1))
    for known in ACCEPTED:
        verdicts = [verdict for answer, verdict in judged if answer == known]
        print(f"| {known} | " + " | ".join(str(verdicts.count(verdict)) for verdict in NAMED_VERDICTS) + " |")
    print("\n| rate | hits / verdicts | 95 % interval |\n|---|---|---|")
    broken = [verdict for answer, verdict in judged if answer in ("weakly broken", "broken")]
    held = [verdict for answer, verdict in judged if answer in ("held", "nearly held")]
    told = [(answer, verdict) for answer, verdict in judged if answer != "apart"]
    _print_rate("called held although broken", broken.count("present"), len(broken))
    _print_rate("called broken although held", held.count("absent"), len(held))
    _print_rate("called approximate although held", held.count("approximate"), len(held))
    _print_rate("not told although known", sum(verdict == "not identifiable" for _, verdict in told), len(told))
    _print_rate("as known", sum(verdict in ACCEPTED[answer] for answer, verdict in judged), len(judged))


def _print_rate(name: str, hits: int, of: int) -> None:
    low, high = interval(hits, of)
    print(f"| {name} | {hits} / {of} | {low:.3f} to {high:.3f} |")


def _print_costs(records: Records) -> None:
    print("\n| task | runs | discovery [CPU-s] | battery [CPU-s] | both / discovery |\n|---|---|---|---|---|")
    for label in dict.fromkeys(record["task"] for record in records):
        times = [record["seconds"] for record in records if record["task"] == label]
        before, after = (sum(time[place] for time in times) / len(times) for place in (0, 1))
        print(f"| {label} | {len(times)} | {before:.0f} | {after:.0f} | {1 + after / before:.1f} |")


if __name__ == "__main__":
    main()

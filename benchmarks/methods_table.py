"""Cases of the comparison of methods, and its table over seeds, as Markdown, parquet and figures."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pandas as pd
from scipy.stats import t as student

from benchmarks.methods_svg import svg_of
from lieaug.figures.bench import angle_figure, ratio_figure
from lieaug.methods import METHODS
from lieaug.schema.bench import FAR_OFF, Bench, BenchRow, Conclusions, MethodCard, Spread, VerdictRow


@dataclass(frozen=True)
class Case:
    """A task, and the predictor's updates in the quick form."""

    config: dict[str, Any]
    steps: int


def _task(kind: str, **options: Any) -> dict[str, Any]:
    return {"task": {"kind": kind, **options}}


CASES = {
    "two-body, tied": Case(_task("two-body"), 500),
    "two-body, free blocks": Case(_task("two-body") | {"action": "4*vec2.free"}, 500),
    "three-body": Case(_task("three-body"), 500),
    "zoo, so(3)": Case(_task("zoo", family="so3"), 500),
    "zoo, none": Case(_task("zoo", family="none"), 500),
    "dimuon, Lorentz": Case(_task("dimuon"), 500),
    "QM9, alpha": Case(_task("qm9", target="alpha"), 400),
    "rotated digits": Case(_task("mnist"), 150),
}


def summarise(
    records: list[dict[str, Any]],
    *,
    date: str,
    command: str,
    machine: str,
    full: bool,
    verdicts: Sequence[dict[str, Any]] = (),
) -> Bench:
    """The table of some records, in the order of cases and methods; `verdicts` are records of whole discoveries."""
    true = {(r["task"], r["seed"]): r["loss"] for r in records if r["method"] == "true"}
    rows = []
    for case in CASES:
        for method in METHODS:
            mine = [record for record in records if (record["task"], record["method"]) == (case, method)]
            if mine:
                rows.append(_row(case, method, mine, true))
    return Bench(
        date=date,
        form="full" if full else "quick",
        command=command,
        seeds=sorted({record["seed"] for record in records}),
        machine=machine,
        steps={record["task"]: record["steps"] for record in records},
        true_dimensions={record["task"]: record["true_dimension"] for record in records},
        methods=[MethodCard(name=m.name, title=m.title, source=m.source, told=m.told) for m in METHODS.values()],
        rows=rows,
        verdicts=[_verdicts(case, mine) for case in CASES if (mine := [v for v in verdicts if v["task"] == case])],
    )


def _row(case: str, method: str, mine: list[dict[str, Any]], true: dict[tuple[str, int], float]) -> BenchRow:
    ratios = [r["loss"] / true[case, r["seed"]] for r in mine if (case, r["seed"]) in true]
    values = {name: _spread([r[name] for r in mine if r[name] is not None]) for name in _QUANTITIES}
    return BenchRow.model_validate({
        "task": case, "method": method, "seeds": len(mine),
        "conclusions": None if method in CONCLUDE_NOTHING else conclusions(mine),
        "right_dimension": sum(r["dimension"] == r["true_dimension"] for r in mine),
        "ratio": _spread(ratios), **values,
    })  # fmt: skip


CONCLUDE_NOTHING = ("none", "true")
"""Methods that look for nothing, so that nothing they say can be wrong."""


def conclusions(mine: list[dict[str, Any]]) -> Conclusions:
    """How often what was found says something wrong of the task; a verdict may be that the data cannot tell."""
    found = [
        (r["true_dimension"], r["dimension"], r["angle"]) for r in mine if r.get("verdict") != "not identifiable"
    ]  # fmt: skip
    return Conclusions(
        seeds=len(mine),
        false_present=sum(not truth and bool(dimension) for truth, dimension, _ in found),
        missed=sum(bool(truth) and not dimension for truth, dimension, _ in found),
        wrong_dimension=sum(bool(truth) and bool(dimension) and truth != dimension for truth, dimension, _ in found),
        wrong_direction=sum(truth == dimension and (angle or 0) > FAR_OFF for truth, dimension, angle in found),
        undecided=len(mine) - len(found),
    )


def _verdicts(case: str, mine: list[dict[str, Any]]) -> VerdictRow:
    seconds = _spread([r["seconds"] for r in mine])
    assert seconds is not None, "there are some"
    return VerdictRow(
        task=case, verdicts=dict(Counter(r["verdict"] for r in mine)), conclusions=conclusions(mine), seconds=seconds
    )


_QUANTITIES = ("dimension", "angle", "extent", "closure", "loss", "averaged", "seconds", "step", "memory")


def _spread(values: list[float]) -> Spread | None:
    """Mean and interval to four digits; None if there is no value."""
    if not values:
        return None
    if len(values) == 1:
        return Spread(mean=_short(values[0]))
    half = float(student.ppf(0.975, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
    return Spread(mean=_short(mean(values)), interval=(_short(mean(values) - half), _short(mean(values) + half)))


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def markdown(bench: Bench) -> str:
    """The table for people."""
    head = ("task", "method", "seeds", "wrong", "angle [°]", "extent", "closure", "loss", "averaged",
            "loss / true", "CPU-s", "ms/step", "MB")  # fmt: skip
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in bench.rows:
        cells = [row.task, row.method, str(row.seeds), bench.wrong_words(row)]
        spreads = (row.angle, row.extent, row.closure, row.loss, row.averaged, row.ratio, row.seconds, row.step)
        cells += ["" if spread is None else spread.words for spread in spreads] + [f"{row.memory.mean:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    if bench.verdicts:
        lines += ["", "Verdicts of whole discoveries with their default settings:", ""]
        lines += [f"- {row.task}: {row.words}" for row in bench.verdicts]
    return "\n".join(lines)


def write_out(bench: Bench, records: list[dict[str, Any]], folder: Path) -> None:
    """Prints the table and writes it, the records and the figures."""
    text = markdown(bench)
    print(text)
    (folder / "methods.md").write_text(f"{bench.command}, {bench.date}, {bench.machine}\n\n{text}\n")
    pd.DataFrame(records).to_parquet(folder / "methods.parquet")
    for name, figure in (("ratio", ratio_figure(bench)), ("angle", angle_figure(bench))):
        (folder / f"{name}.svg").write_text(svg_of(figure))

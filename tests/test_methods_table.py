"""The benchmark's table: what counts as a wrong conclusion, and the files that are written."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.methods_table import conclusions, summarise, write_out
from lieaug.figures.bench import ratio_figure
from lieaug.methods import METHODS


def record(method: str, truth: int, found: int, *, seed: int = 0, angle: float | None = None) -> dict[str, Any]:
    task = "zoo, so(3)" if truth else "zoo, none"
    return {
        "task": task, "method": method, "seed": seed, "full": False, "steps": 10, "true_dimension": truth,
        "dimension": found, "angle": angle if angle is not None or not (truth and found) else 1.0,
        "extent": 1.0 if found else None, "closure": 0.0 if found else None, "loss": 0.1 * (2 + seed),
        "averaged": None, "seconds": 1.0, "step": 1.0, "memory": 100.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("truth", "found", "angle", "kind"),
    [
        (0, 0, None, None), (0, 2, None, "false_present"), (3, 0, None, "missed"), (3, 2, 1.0, "wrong_dimension"),
        (3, 3, 1.0, None), (3, 3, 80.0, "wrong_direction"),
    ],
)  # fmt: skip
def test_every_wrong_conclusion_is_of_one_kind(truth: int, found: int, angle: float | None, kind: str | None) -> None:
    counted = conclusions([record("liegg", truth, found, angle=angle)])
    wrong = {name: getattr(counted, name) for name in ("false_present", "missed", "wrong_dimension", "wrong_direction")}
    assert wrong == {name: int(name == kind) for name in wrong}
    assert counted.wrong == (kind is not None)


def test_a_verdict_that_the_data_cannot_tell_is_no_error() -> None:
    undecided = conclusions([record("ours", 3, 0) | {"verdict": "not identifiable"}])
    assert (undecided.wrong, undecided.undecided) == (0, 1)


def test_table_records_and_figures_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = [
        record(method, truth, found, seed=seed)
        for method, found in (("true", 3), ("liegg", 3), ("ours", 2))
        for truth in (3, 0)
        for seed in range(1 if method == "ours" else 2)
        if truth or method != "true"
    ]
    verdict = {"task": "zoo, so(3)", "seed": 0, "verdict": "present", "dimension": 3, "true_dimension": 3,
               "angle": 1.0, "seconds": 20.0}  # fmt: skip
    bench = summarise(records, date="2026-01-01", command="c", machine="m", full=False, verdicts=[verdict])
    assert bench.true_dimensions == {"zoo, so(3)": 3, "zoo, none": 0}
    assert {row.method for row in bench.rows} <= set(METHODS)
    write_out(bench, records, tmp_path)
    assert "1 of 1 (1 wrong dimension)" in (tmp_path / "methods.md").read_text()
    assert "present (1×); wrong in 0 of 1" in capsys.readouterr().out
    assert len(pd.read_parquet(tmp_path / "methods.parquet")) == len(records)
    drawn = ElementTree.fromstring((tmp_path / "ratio.svg").read_text())
    circles = drawn.findall(".//{http://www.w3.org/2000/svg}circle")
    figure = ratio_figure(bench)
    shown = [symbol for trace in figure.data for symbol in trace.marker.symbol]
    hollow = sum(str(symbol).endswith("-open") for symbol in shown)
    assert len(circles) == len(shown) + hollow + len(figure.data)  # points, what hollows them, the legend
    assert (tmp_path / "angle.svg").exists()

"""Two runs side by side: what was set differently, then what came out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lieaug.errors import StoreError
from lieaug.figures.compare import extents_side_by_side, learning_curves
from lieaug.runs.folder import RunFolder
from lieaug.runs.store import RunStore
from lieaug.runs.summary import RunSummary
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.ui import navigation, readings, session
from lieaug.ui.chart import charts
from lieaug.ui.frame import explain
from lieaug.ui.store import run_store
from lieaug.ui.words import STATES, VERDICTS, age, duration, metric


def show_comparison() -> None:
    store = run_store()
    runs = store.list()
    if len(runs) < 2:
        row = explain("There are not two runs yet", "start a second one, with one setting changed, to see what it does")
        if row.button("Choose a task", type="primary"):
            navigation.open_start()
        return
    pair = _pair(runs)
    if pair is None:
        return
    try:
        _compare(store, pair)
    except StoreError as error:
        explain("These runs cannot be compared", str(error))


def _pair(runs: Sequence[RunSummary]) -> tuple[RunSummary, RunSummary] | None:
    """The two runs of the address, or those chosen here."""
    known = {run.id: run for run in runs}
    asked = session.requested_pair()
    missing = [run_id for run_id in asked if run_id not in known]
    if missing:
        explain("A run of this link is gone", f"nothing here is called {missing[0]!r}; choose from the lists below")
    wanted = [run_id for run_id in asked if run_id in known] + [None, None]
    left, right = st.columns(2)
    first = left.selectbox(
        "First run", runs, index=_place(runs, wanted[0]), format_func=_label, key="first", placeholder="Choose a run"
    )
    second = right.selectbox(
        "Second run", runs, index=_place(runs, wanted[1]), format_func=_label, key="second", placeholder="Choose a run"
    )
    if first is None or second is None:
        st.caption("Choose two runs, or select two in the list of runs.")
        return None
    if first.id == second.id:
        explain("This is the same run twice", "choose two different ones")
        return None
    if [first.id, second.id] != asked:
        session.compare([first.id, second.id])
    return first, second


def _place(runs: Sequence[RunSummary], run_id: str | None) -> int | None:
    return next((index for index, run in enumerate(runs) if run.id == run_id), None)


def _label(run: RunSummary) -> str:
    return f"{run.title} · {run.task} · {age(run.created)} · {run.id[-4:]}"


def _compare(store: RunStore, pair: tuple[RunSummary, RunSummary]) -> None:
    names = _names(pair)
    folders = [store.open(run.id) for run in pair]
    configs = [folder.config() for folder in folders]
    results = [folder.result() if run.state == "finished" else None for run, folder in zip(pair, folders, strict=True)]
    _differences(names, configs)
    _outcomes(names, pair, results)
    left, right = st.columns(2, gap="medium")
    found = {
        name: [generator.extent for generator in result.generators]
        for name, result in zip(names, results, strict=True)
        if result is not None
    }
    if found:
        with left:
            charts([extents_side_by_side(found)], key="compare-extents")
    with right:
        _learning(names, folders)


def _names(pair: tuple[RunSummary, RunSummary]) -> list[str]:
    """Short and different: by set-up if that tells them apart, else by the end of their id."""
    if pair[0].task != pair[1].task:
        return [run.task for run in pair]
    return [f"{run.task} ({run.id[-4:]})" for run in pair]


def _differences(names: list[str], configs: list[DiscoveryConfig]) -> None:
    st.markdown("### What was set differently", anchors=False)
    first, second = (_flat(config.model_dump(mode="json")) for config in configs)
    keys = [key for key in {**first, **second} if first.get(key) != second.get(key)]
    if not keys:
        st.caption("Nothing: both runs have the same settings.")
        return
    rows = {"Setting": [key.removeprefix("task.").replace("_", " ").replace(".", " · ") for key in keys]}
    rows |= {
        name: [_shown(values.get(key)) for key in keys] for name, values in zip(names, (first, second), strict=True)
    }
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Settings that differ between the runs")


def _flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings under dotted names."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {prefix + name: value}
    return flat


def _shown(value: Any) -> str:
    if value is None:
        return "default"
    if isinstance(value, list):
        return ", ".join(_shown(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _outcomes(names: list[str], pair: tuple[RunSummary, RunSummary], results: list[Discovery | None]) -> None:
    st.markdown("### What came out", anchors=False)
    rows: dict[str, list[str]] = {
        "": [
            "Verdict",
            "Algebra",
            "Dimension",
            "Closure residual",
            "Seeds agree to",
            "Held-out",
            "Without augmentation",
            "Took",
        ]
    }
    for name, run, result in zip(names, pair, results, strict=True):
        rows[name] = _outcome(run, result)
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Verdicts and qualities of both runs")


def _outcome(run: RunSummary, result: Discovery | None) -> list[str]:
    if result is None:
        return [STATES[run.state].badge, *["–"] * 6, duration(run.duration) if run.duration else "–"]
    quality = result.predictor
    return [
        VERDICTS[result.verdict].badge,
        result.algebra,
        str(result.dimension),
        f"{result.closure_residual:.3f}",
        f"{result.seed_agreement_degrees:.1f}°",
        metric(quality.metric, quality.with_),
        metric(quality.metric, quality.without),
        duration(result.seconds),
    ]


def _learning(names: list[str], folders: list[RunFolder]) -> None:
    curves = {}
    for name, folder in zip(names, folders, strict=True):
        rows = readings.thinned(folder.metrics()[0])
        task = readings.terms_of(rows).get("task")
        if task is not None:
            curves[name] = (readings.steps_of(rows), task)
    if curves:
        charts([learning_curves(curves, "task")], key="compare-learning")

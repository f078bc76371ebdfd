"""What came out of runs: verdicts and qualities, extents, and how far their spans are apart."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import linear_sum_assignment

from lieaug.figures.canvas import generator_name, motion_name
from lieaug.figures.compare import extents_side_by_side, one_number, qualities, span_angles
from lieaug.figures.spans import cosines, principal_angles
from lieaug.schema import Discovery
from lieaug.ui.chart import charts
from lieaug.ui.compare.compared import HOLDS, Compared
from lieaug.ui.compare.opening import open_named, open_numbered
from lieaug.ui.words import STATES, VERDICTS, duration, metric

LEGEND = (
    "**Dimension:** independent symmetries. **Closure:** how far brackets leave the span; 0 for a true algebra. "
    "**Seeds agree to:** largest angle between what the seeds found. **Off the truth by:** angle to the known "
    "symmetry, where it is known. **Held-out:** quality with the learned augmentation, **Without:** and without any."
)


def show(compared: Sequence[Compared]) -> None:
    st.markdown("### What came out", anchors=False)
    with st.container(key="compare-outcomes"):
        st.table(
            pd.DataFrame([_row(run) for run in compared]), border="horizontal", hide_index=True,
            alt="Verdicts and qualities of the runs",
        )  # fmt: skip
    st.caption(LEGEND)
    if all(run.outcome is None for run in compared):
        return
    left, right = st.columns(2, gap="medium")
    with left:
        if any(run.result is not None for run in compared):
            _extents(compared)
        _spans(compared)
    with right:
        _numbers(compared)


def _row(run: Compared) -> dict[str, str]:
    result = run.outcome
    if result is None:
        state = STATES[run.summary.state].badge
        took = duration(run.summary.duration) if run.summary.duration else "–"
        return {"Run": run.name, "Verdict": state, **dict.fromkeys(_COLUMNS, "–"), "Took": took}
    quality = result.predictor
    truth = result.angle_to_truth_degrees
    judged = isinstance(result, Discovery)
    closure = result.closure_residual if judged else result.shown.closure_residual
    values = (
        result.algebra if judged else "–",
        str(result.dimension),
        f"{closure:.3f}",
        f"{result.seed_agreement_degrees:.1f}°" if judged else "–",
        "–" if truth is None else f"{truth:.1f}°",
        metric(quality.metric, quality.with_),
        metric(quality.metric, quality.without),
    )
    found = dict(zip(_COLUMNS, values, strict=True))
    verdict = VERDICTS[result.verdict].badge if judged else "gives none"
    return {"Run": run.name, "Verdict": verdict, **found, "Took": duration(result.seconds)}


_COLUMNS = ("Algebra", "Dimension", "Closure", "Seeds agree to", "Off the truth by", "Held-out", "Without")


def _extents(compared: Sequence[Compared]) -> None:
    results = [run.result for run in compared]
    rows, extents = aligned(results)
    figure = extents_side_by_side(rows, dict(zip([run.name for run in compared], extents, strict=True)))
    charts([figure], key="compare-extents", on_choose=open_numbered(compared, traces_each=1))


def aligned(results: Sequence[Discovery | None]) -> tuple[list[str], list[list[float | None]]]:
    """The motions of the first finished run, and the extents of all runs along them.

    Where runs moved the same space in the same way, a generator stands in the row of the one it is most like; else in
    the row of its rank.

    Returns:
        Names of the rows, and for each run its extents, None where it has no such motion.
    """
    first = next(result for result in results if result is not None)
    shown = max(sum(f.verdict in HOLDS for f in result.generators) if result else 0 for result in results)
    count = max(shown, min(3, len(first.generators)))
    alike = comparable([result for result in results if result is not None])
    names = [motion_name(rank, finding.name) for rank, finding in enumerate(first.generators[:count])]
    rows = names if alike else [generator_name(rank) for rank in range(count)]
    return rows, [_along(first, result, len(rows), alike=alike) if result else [] for result in results]


def _along(first: Discovery, result: Discovery, rows: int, *, alike: bool) -> list[float | None]:
    extents = [finding.extent for finding in result.generators]
    if not alike:
        return [extents[rank] if rank < len(extents) else None for rank in range(rows)]
    overlap = cosines(_matrices(first), _matrices(result))
    places = dict(zip(*linear_sum_assignment(-overlap), strict=True))
    return [extents[places[rank]] if rank in places else None for rank in range(rows)]


def comparable(results: Sequence[Discovery]) -> bool:
    """Whether generators are matrices on the same space, moved in the same way."""
    return len({(result.action, result.output, len(result.generators[0].matrix)) for result in results}) == 1


def _matrices(result: Discovery) -> Float[ndarray, "k n n"]:
    return np.array([finding.matrix for finding in result.generators])


def _numbers(compared: Sequence[Compared]) -> None:
    """Qualities, a figure for each metric, then the angle to the truth and the time."""
    found = {run.name: run.outcome for run in compared}
    kinds = dict.fromkeys((r.predictor.metric, r.predictor.unit) for r in found.values() if r is not None)
    figures = []
    for kind in kinds:
        of_kind = {
            name: r.predictor if r is not None and (r.predictor.metric, r.predictor.unit) == kind else None
            for name, r in found.items()
        }
        figures.append(qualities(*kind, of_kind))
    truth = {name: None if r is None else r.angle_to_truth_degrees for name, r in found.items()}
    if any(value is not None for value in truth.values()):
        figures.append(
            one_number(
                "Angle to the truth", truth, axis="angle [°]", words=lambda value: f"{value:.1f}°",
                caption="Largest angle between what was found and the known symmetry.",
            )
        )  # fmt: skip
    took = {name: None if r is None else r.seconds for name, r in found.items()}
    figures.append(
        one_number(
            "Time",
            took,
            axis="time [s]",
            words=duration,
            caption="Of the whole run, without pauses; of other methods CPU time.",
        )
    )
    charts(figures, key="compare-numbers", on_choose=open_named(compared))


def _spans(compared: Sequence[Compared]) -> None:
    """The matrix of angles between those runs that moved the same space and found something."""
    found = [(run, generators) for run in compared if (generators := run.found()) is not None]
    spaces = {(run.outcome.action, run.outcome.output, each.shape[-1]) for run, each in found if run.outcome}
    if len(spaces) != 1 or len(found) < 2:
        st.caption("Runs that found motions of the same space would show here how far their spans are apart.")
        return
    bases = [generators for _, generators in found]
    degrees = np.array([[float(principal_angles(a, b).max()) for b in bases] for a in bases])
    charts([span_angles([run.name for run, _ in found], degrees)], key="compare-spans")

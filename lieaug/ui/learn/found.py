"""What lessons show of a finished run: its held-out curve under a hand, and its verdict once the reader has voted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from lieaug.errors import LieAugError
from lieaug.figures.curves import loss_curve
from lieaug.figures.extents import found_extents
from lieaug.figures.theme import VERMILION
from lieaug.schema import Curve, Discovery, Evidence, GeneratorFinding
from lieaug.ui.chart import charts
from lieaug.ui.frame import explain
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Number, Values
from lieaug.ui.learn.runs import LessonRun, lesson_run
from lieaug.ui.words import plain

VERDICTS = ("present", "approximate", "absent", "not identifiable")


@dataclass(frozen=True)
class Found:
    """A finished run's result and the curve of its strongest generator."""

    result: Discovery
    evidence: Evidence

    @property
    def finding(self) -> GeneratorFinding:
        return self.result.generators[0]

    @property
    def curve(self) -> Curve | None:
        return next((curve for curve in self.evidence.curves if curve.generator == 0), None)

    def ratio(self, t: float) -> float:
        """Held-out loss ratio at t, between the measured places; nan without a curve."""
        curve = self.curve
        return float(np.interp(t, curve.t, curve.loss_ratio)) if curve is not None else float("nan")


def found(run: LessonRun) -> Found | None:
    """The run's result; until it is there, shows how to get it and returns None."""
    folder = lesson_run(run)
    if folder is None:
        return None
    try:
        result, evidence = folder.result(), folder.evidence()
    except LieAugError as error:
        explain("The result cannot be read", plain(str(error)))
        return None
    return Found(result, evidence) if result is not None and evidence is not None else None


def at_the_curve(bench: Bench, run: LessonRun, *, start: float, what: str) -> Values:
    """A slider for t, and the curve with the place where t stands."""
    t = bench.slider("t", what, -3.1, 3.1, start, 0.05, format="%.2f", help="In radians; a full turn is 6.28.")
    seen = found(run)
    if seen is None or seen.curve is None:
        return {"found": seen, "t": t, "voted": bench.voted}
    if bench.voted:
        figure = loss_curve(seen.curve, seen.finding, seen.evidence.null_band)
        figure.update_layout(title_text="Held-out loss as rows are moved by t")  # the verdict comes later
        figure.add_vline(x=t, line_width=2.5, line_dash="dot", line_color=VERMILION)
        charts([figure], key="lesson-curve")
    else:
        bench.veil("The held-out curve appears here once you have said what you expect.")
    return {"found": seen, "t": t, "voted": bench.voted}


def ratio_numbers(values: Values) -> Sequence[Number]:
    """T and the ratio there."""
    seen, t = values["found"], values["t"]
    said = "?" if seen is None or not values["voted"] else f"{seen.ratio(t):.2f}"
    return [
        Number("t", f"{t * 57.29578:.0f}°".replace("-", "−"), f"{t:.2f} radians."),
        Number("Loss ratio", said, "Held-out loss when moved by t over the loss as it is; 1 is no harm."),
    ]


def verdict_scene(bench: Bench, run: LessonRun) -> Values:
    """What verdict does the reader come to, from the extents; the run's own beside it after the vote."""
    seen = found(run)
    own = bench.choice("verdict", "Your verdict", VERDICTS, start=0)
    if seen is not None and bench.voted:
        charts([found_extents(seen.result.generators)], key="lesson-extents")
        st.markdown(f"The run says: {seen.result.sentence}")
    elif seen is not None:
        bench.veil("The run's verdict appears here once you have said what you expect.")
    return {"found": seen, "own": own, "voted": bench.voted}


def agrees(values: Values) -> bool:
    """Whether the reader's verdict is the run's."""
    return values["found"] is not None and values["own"] == values["found"].result.verdict


def verdict_numbers(values: Values) -> Sequence[Number]:
    seen = values["found"]
    if seen is None or not values["voted"]:
        return [Number("Verdict", "?", "After the vote.")]
    return [
        Number("Verdict", seen.result.verdict, "Of the whole task."),
        Number("Dimension", str(seen.result.dimension), "Independent symmetries found."),
        Number("Strongest", f"{seen.finding.extent:.2f}", "How far the strongest motion holds [rad if a rotation]."),
    ]


def verdict_answer(values: Values) -> int:
    """Place of the run's verdict among the four."""
    seen = values.get("found")
    return VERDICTS.index(seen.result.verdict) if seen is not None else 0


def met(test: Callable[[Found, Values], bool]) -> Callable[[Values], bool]:
    """A goal that needs the finished run."""
    return lambda values: values["found"] is not None and test(values["found"], values)

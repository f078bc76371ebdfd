"""Lesson 6: no symmetry, and *cannot be told*. Unequal springs say no; points on a line say nothing."""

import math
from collections.abc import Sequence

import numpy as np

from lieaug.figures.line import line_moved
from lieaug.schema import DiscoveryConfig
from lieaug.ui.chart import charts
from lieaug.ui.frame import ASSETS
from lieaug.ui.glossary import term
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.found import (
    VERDICTS,
    agrees,
    at_the_curve,
    met,
    ratio_numbers,
    verdict_answer,
    verdict_numbers,
    verdict_scene,
)
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.runs import LessonRun

SPRINGS = LessonRun(
    "Unequal springs",
    DiscoveryConfig.parse(
        {
            "task": {"kind": "oscillator-2d", "stiffness": [2.0, 3.5], "duration": 2.0},
            "preset": "quick", "seeds": 1, "seed": 1, "steps": 400, "generators": 2,
        }
    ),
)  # fmt: skip
LINE = LessonRun(
    "Points on a line",
    DiscoveryConfig.parse(
        {
            "task": {"kind": "table", "path": str(ASSETS / "data" / "line.csv"), "x": ["x", "y"], "y": ["answer"]},
            "action": "vec2", "output": "invariant", "preset": "quick", "seeds": 2, "seed": 1, "steps": 400,
        }
    ),
)  # fmt: skip
SLOPE = math.radians(35)
ALONG = np.linspace(-2.2, 2.2, 41)


def _turned(bench: Bench) -> Values:
    """Points on a line, turned by hand; where they are now, nobody knows the answer."""
    angle = bench.slider("angle", "Turn all points by", -90.0, 90.0, 0.0, 1.0, format="%d°")
    charts([line_moved(ALONG, SLOPE, math.radians(angle))], key="line")
    distance = float(np.abs(ALONG * math.sin(math.radians(angle))).mean())
    return {"angle": angle, "distance": distance}


def _of_turned(values: Values) -> Sequence[Number]:
    return [
        Number("Turned by", f"{values['angle']:.0f}°".replace("-", "−"), "About the centre."),
        Number("From the data", f"{values['distance']:.2f}", "Mean distance of turned points to the line."),
    ]


def _wide(bench: Bench) -> Values:
    """The same points with some spread across the line."""
    width = bench.slider("width", "Spread across the line", 0.0, 1.5, 0.0, 0.1)
    charts([line_moved(ALONG, SLOPE, math.radians(40.0), width=width)], key="wide")
    covered = _covered(width)
    return {"width": width, "covered": covered}


def _covered(width: float) -> float:
    """Share of points turned by 40° that have a datum nearby."""
    rng = np.random.default_rng(0)
    across = width * rng.standard_normal(len(ALONG))
    points = np.stack([ALONG, across], axis=1)
    c, s = math.cos(math.radians(40)), math.sin(math.radians(40))
    turned = points @ np.array([[c, s], [-s, c]])
    nearest = np.linalg.norm(turned[:, None] - points[None], axis=2).min(axis=1)
    return float((nearest < 0.35).mean())


def _of_wide(values: Values) -> Sequence[Number]:
    return [
        Number("Spread", f"{values['width']:.1f}", "Standard deviation across the line."),
        Number("Covered", f"{values['covered']:.0%}", "Of the points turned by 40°, those that have data nearby."),
    ]


LESSON = Lesson(
    number=6,
    title="No symmetry, and cannot be told",
    goal="tell *there is none* from *these data cannot say*, and what to do about the second",
    minutes=12,
    picture="absent",
    discover={"task": "oscillator-2d", "kx": "2.0", "ky": "3.5"},
    onwards="The two springs, with your own stiffnesses",
    steps=(
        Step(
            title="Two unequal springs",
            text="A mass in the plane on two springs, the one along y stiffer. The best motion that a search could "
            "find is tried on held-out rows.",
            question=Question(
                "What will its curve do?",
                ("stay flat", "rise away from 0", "fall"),
                1,
                "Turn or stretch the plane, and the mass would have to obey another law. Every motion costs.",
            ),
            goal="Move **t** until moved rows are **more than twice** as wrong.",
            scene=lambda bench: at_the_curve(bench, SPRINGS, start=0.0, what="Move held-out rows by t"),
            reached=met(lambda seen, values: seen.ratio(values["t"]) > 2),
            numbers=ratio_numbers,
            formula=r"V(x, y) \sim k_x x^2 + k_y y^2, \qquad k_x \neq k_y",
            words="Equal springs know no direction; unequal ones do.",
            solution={"t": "0.45"},
        ),
        Step(
            title="A firm no",
            text="The held-out rows are many, and moved ones land among them. So the rise means something.",
            question=Question(
                "Which verdict will the run give?", VERDICTS, verdict_answer,
                f"{term('absent', 'Absent')}: data were there where motions lead, and said no. A no is a result.",
            ),
            goal="Choose the **verdict** that the evidence gives.",
            scene=lambda bench: verdict_scene(bench, SPRINGS),
            reached=agrees,
            numbers=verdict_numbers,
            formula=r"E(t) \gg 1 \quad \text{near } t = 0",
            words="Where moved rows land among the data, the loss may decide.",
            solution={"verdict": "absent"},
        ),
        Step(
            title="Points on a line",
            text="Now an experiment that measured only along **one line** through the centre. The answer there is half "
            "the squared distance. Is it the same when everything is turned?",
            question=Question(
                "What do the data say about points beside the line?",
                ("that the answer stays", "that the answer changes", "nothing"),
                2,
                "There is not one row off the line. Any answer there would fit.",
            ),
            goal="Turn the points until they are **far from all data**: more than 0.8 on average.",
            scene=_turned,
            reached=lambda values: values["distance"] > 0.8,
            numbers=_of_turned,
            formula=r"\{\lambda u : \lambda \in \mathbb{R}\}, \qquad e^{tJ}\lambda u \notin \text{data}",
            words="Each point keeps its distance from the centre.",
            solution={"angle": "60"},
        ),
        Step(
            title="A flexible network agrees to anything",
            text="Train on copies turned with the same answer, and the loss is perfect. Train on copies with any other "
            "answer: perfect as well. A low loss alone is no evidence.",
            question=Question(
                "Which verdict will the run give?", VERDICTS, verdict_answer,
                f"{term('not identifiable', 'Not identifiable')}: nothing contradicts it and nothing confirms it. "
                "*Present* would be a guess.",
            ),
            goal="Choose the **verdict** that the evidence gives.",
            scene=lambda bench: verdict_scene(bench, LINE),
            reached=agrees,
            numbers=verdict_numbers,
            formula=r"\operatorname{dist}(g\,x,\, \text{data}) \gg \operatorname{dist}(x,\, \text{data})",
            words="Moved rows are far from anything measured.",
            solution={"verdict": "not identifiable"},
        ),
        Step(
            title="What would help",
            text="Longer training cannot help, nor can a larger network. Here turned points (orange) are drawn over "
            "the data (blue).",
            question=Question(
                "What makes the question answerable?",
                ("more rows on the line", "rows off the line", "more seeds"),
                1,
                "Only where moved rows meet measured ones can the two be compared.",
            ),
            goal="Spread the data until more than **half** of the turned points have data nearby.",
            scene=_wide,
            reached=lambda values: values["covered"] > 0.5,
            numbers=_of_wide,
            formula=r"\text{collect } x \text{ where } g\,x \text{ would be}",
            words="The remedy is other data, and the app says which.",
            solution={"width": "1"},
        ),
    ),
)  # fmt: skip

"""Lesson 2: which motions leave the answer alone? Predict first, then see E(t)."""

import math

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.lessons import measured_curve
from lieaug.ui.chart import charts
from lieaug.ui.glossary import term
from lieaug.ui.learn import flat
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.scenes import scene

POINTS = flat.sample(48)
FROM = (1.3, 0.5)
BAND = 0.08
"""Below this E(t) counts as nothing; the grey band of the picture."""
_answers = scene("answers")


def _shown(
    bench: Bench, answer: str, mode: str, *, motion: str | None = None, most: float = math.pi, a: float = 1.0
) -> Values:
    """The shaded plane with a point, or with all points and their curve."""
    (t,) = bench.numbers("t", [0.0], most=most)
    (a,) = bench.numbers("a", [a], most=2.5)
    x = bench.numbers("x", FROM, most=2.5)
    generator = flat.MOTIONS[motion] if motion else None
    function = flat.FUNCTIONS[answer]
    bench.scene(
        _answers,
        {
            "f": answer, "points": POINTS.tolist(), "spread": float(function(POINTS).std()), "L": generator,
            "mode": mode, "reveal": bench.voted, "most": most, "x": x, "t": t, "a": a, "from": FROM, "band": BAND,
        },
    )  # fmt: skip
    L = np.array(generator or (0.0, -a * a, 1 / (a * a), 0.0)).reshape(2, 2)
    return {"t": t, "a": a, "x": np.array(x), "E": flat.changes(function, POINTS, L, t), "L": L, "voted": bench.voted}


def _answer_at(values: Values) -> list[Number]:
    x = values["x"]
    return [
        Number("x", f"({x[0]:.2f}, {x[1]:.2f})".replace("-", "−"), "Where the point is."),
        Number("f(x)", f"{np.hypot(*x):.2f}", "Its answer: the distance from the centre."),
        Number("f at the start", f"{math.hypot(*FROM):.2f}", "The answer at the dashed ring."),
    ]


def _change(values: Values) -> list[Number]:
    said = f"{values['E']:.2f}" if values["voted"] else "?"
    return [
        Number("t", f"{values['t']:.2f}".replace("-", "−"), "How far everything is moved along its orbit."),
        Number("E(t)", said, "Mean change of the answer, in units of its spread over the data; 0 is none."),
    ]


def _change_and_shape(values: Values) -> list[Number]:
    return [
        Number("a", f"{values['a']:.2f}", "How much wider than high the orbits are, as a square root."),
        *_change(values),
    ]


def _same_answer(values: Values) -> bool:
    x = values["x"]
    far = float(np.linalg.norm(x - np.array(FROM)))
    return bool(abs(np.hypot(*x) - math.hypot(*FROM)) < 0.06 and far > 1)


def _which(bench: Bench) -> Values:
    motion = bench.choice("motion", "Move everything by a", tuple(flat.MOTIONS), start=2)
    return {**_shown(bench, "direction", "all", motion=motion, most=1.0), "motion": motion}


def _real(bench: Bench) -> Values:
    rows = int(
        bench.slider(
            "rows", "Rows of data", 20.0, 600.0, 40.0, 20.0, format="%d", help="Half of them train, half are held out."
        )
    )
    scaling, rotation = flat.measured(rows, "scaling"), flat.measured(rows, "rotation")
    if bench.voted:
        shown = (("scaling", scaling), ("rotation", rotation))
        charts(
            [measured_curve(m.t, m.ratio, m.low, m.high, m.band, name=name) for name, m in shown],
            key="measured",
            min_width=230,
        )
    else:
        bench.veil("Two curves appear here once you have said what you expect.")
    return {"rows": rows, "scaling": scaling, "rotation": rotation, "voted": bench.voted}


def _at_04(measured: flat.Measured) -> float:
    return float(measured.ratio[int(np.abs(measured.t - 0.4).argmin())])


def _measured_numbers(values: Values) -> list[Number]:
    hidden = not values["voted"]
    return [
        Number("Rows", str(values["rows"]), "Half of them train the predictor, half are held out."),
        Number(
            "Band up to",
            "?" if hidden else f"{values['scaling'].band:.2f}",
            "The null band: how far the ratio strays where nothing moves.",
        ),
        Number(
            "Scaling at 0.4", "?" if hidden else f"{_at_04(values['scaling']):.2f}", "Loss ratio of scaling at t = 0.4."
        ),
        Number(
            "Rotation at 0.4",
            "?" if hidden else f"{_at_04(values['rotation']):.2f}",
            "Loss ratio of rotation at t = 0.4.",
        ),
    ]


def _told(values: Values) -> bool:
    return bool(values["scaling"].leaves_the_band(0.4) and not values["rotation"].leaves_the_band(0.4))


def shape_is_right(L: Float[ndarray, "2 2"]) -> bool:
    """Whether the ellipses' distance stays within the band all along these orbits."""
    turns = np.linspace(-math.pi, math.pi, 21)
    return max(flat.changes(flat.FUNCTIONS["ellipse"], POINTS, L, t) for t in turns) < BAND


LESSON = Lesson(
    number=2,
    title="Which motions leave the answer alone?",
    goal="predict whether a motion is a symmetry of a task, and read it off a curve",
    minutes=15,
    picture="motions",
    discover={"task": "oscillator-2d"},
    onwards="let the search find which motions an oscillator's next state follows",
    steps=(
        Step(
            title="Points with the same answer",
            text="A task gives every point an answer. Here it is the distance from the centre, drawn as shades of "
            "blue. Drag the orange point and watch f(x).",
            question=Question(
                "Where are all the points that have the same answer as the dashed ring?",
                ("only there", "on a straight line through the centre", "on a circle around the centre"),
                2,
                "They make up a level set. A motion that stays on level sets never changes the answer: "
                f"{term('invariance')}.",
            ),
            goal="Drag **x** to a place **far from the ring** that has the **same answer**.",
            hint="Keep the shade, go around.",
            scene=lambda bench: _shown(bench, "distance", "point"),
            reached=_same_answer,
            numbers=_answer_at,
            formula=r"f(x) = \sqrt{x_1^2 + x_2^2}",
            words="The answer is how far away a point is, whatever the direction.",
            solution={"x": "-1.2,0.7"},
        ),
        Step(
            title="Turn everything",
            text="Now the data: 48 points, each filled with the shade of its own answer. Drag the orange grip to "
            f"turn them all. E(t) is how much their answers change: the {term('loss curve')} of a perfect predictor.",
            question=Question(
                "Everything is turned by a quarter turn. How far do the answers change?",
                ("not at all", "by about their spread", "those far out change most"),
                0,
                "Every point moved along its own level set. The curve is flat all the way round: rotation is a "
                f"{term('symmetry')} of this task, as far as it can reach.",
            ),
            goal="Turn everything by at least a **half turn** and watch E(t).",
            scene=lambda bench: _shown(bench, "distance", "all", motion="rotation"),
            reached=lambda values: abs(values["t"]) > 3.0,
            numbers=_change,
            formula=r"E(t) = \frac{\langle\, |f(e^{tL}x) - f(x)| \,\rangle}{\operatorname{std} f}",
            words="How much answers change on average, in units of how much they differ anyway.",
            solution={"t": "3.1"},
        ),
        Step(
            title="Stretch everything",
            text="The same points and the same answer, but now they are scaled. Points leave their shade.",
            question=Question(
                "What does E(t) look like for scaling?",
                ("flat, like before", "a valley with its bottom at 0", "flat up to a point, then a jump"),
                1,
                "Any stretch changes the distance, the more the farther. Where the curve leaves the grey band is "
                f"how far a motion may go: its {term('extent')}. For scaling that is next to nothing.",
            ),
            goal="Move **t** to where E(t) is **about one half**.",
            scene=lambda bench: _shown(bench, "distance", "all", motion="scaling", most=1.0),
            reached=lambda values: abs(values["E"] - 0.5) < 0.08,
            numbers=_change,
            formula=r"f(e^{t} x) = e^{t} f(x) \neq f(x)",
            words="Scaling multiplies every distance by the same factor.",
            solution={"t": "0.15"},
        ),
        Step(
            title="Another question, another symmetry",
            text="The points are the same. The answer is now their direction: how far east they are, at whatever "
            "distance. Choose a motion, then move by it.",
            question=Question(
                "Which motion leaves the direction alone?",
                ("rotation", "scaling", "shear", "boost"),
                1,
                "A symmetry belongs to the task, not to the points: the question decides. The same data had rotation "
                "before, and have scaling now.",
            ),
            goal="Choose the motion that is a **symmetry of this task**, and move by at least **t = 0.7** either way.",
            scene=_which,
            reached=lambda values: abs(values["t"]) >= 0.7 and values["E"] < BAND,
            numbers=_change,
            formula=r"f(x) = \frac{x_1}{|x|} = \cos\varphi",
            words="The answer is the cosine of the angle to the axis that points right.",
            solution={"motion": "scaling", "t": "0.8"},
        ),
        Step(
            title="Find it by hand",
            text="This task is a rotation in disguise: its shades are ellipses. The motion has one number, the "
            "shape a. Bend it until the curve lies flat; this is what the search does with all entries of L at "
            "once.",
            question=Question(
                "Is there a motion that keeps this answer?",
                ("no, only circles have one", "yes, along the ellipses", "yes, straight through the centre"),
                1,
                f"It is the rotation in other coordinates, a {term('conjugated')} one: the same algebra, another "
                "matrix.",
            ),
            goal="Find the **a** for which E(t) stays **inside the grey band** all the way round.",
            hint="The points must run along the shades. Turn a little first, then move a.",
            scene=lambda bench: _shown(bench, "ellipse", "shape"),
            reached=lambda values: shape_is_right(values["L"]),
            numbers=_change_and_shape,
            formula=r"L = \begin{pmatrix} 0 & -a^2 \\ a^{-2} & 0 \end{pmatrix}",
            words="Turning, but a² times as far across as up.",
            solution={"a": "1.4", "t": "1.5"},
        ),
        Step(
            title="With noise, and with few rows",
            text="Real answers are noisy, and the predictor is learned. The loss on moved rows is compared with "
            f"that on unmoved ones. Even where nothing happens that ratio wavers: that is the {term('null band')}.",
            question=Question(
                "With 40 rows, can one tell that scaling is no symmetry?",
                ("yes, the curve goes up", "no, it could be chance", "only for rotation"),
                1,
                "With few rows the band is wide, and a curve inside it says nothing. An honest verdict needs "
                f"{term('held-out')} rows, error bars, and the answer that it cannot be told.",
            ),
            goal="Take as many **rows** as it needs until **scaling at t = 0.4 is clearly outside the band**, and "
            "rotation is not.",
            scene=_real,
            reached=_told,
            numbers=_measured_numbers,
            formula=r"\frac{\ell\big(f(e^{tL}x),\, y\big)}{\ell\big(f(x),\, y\big)}",
            words="Loss on moved data over loss on the same data unmoved. 1: moving costs nothing.",
            solution={"rows": "300"},
        ),
    ),
)

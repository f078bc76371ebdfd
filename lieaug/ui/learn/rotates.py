"""Lesson 1: a matrix that rotates. exp(tL) by hand: entries of L are dragged, the orbit answers at once."""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.ui.glossary import term
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Lesson, Number, Question, Step, Values
from lieaug.ui.learn.scenes import scene

TURN = (0.0, -1.0, 1.0, 0.0)
NEAR = 0.08
_matrix = scene("matrix")


def _scene(
    bench: Bench, can: Sequence[str], *, L: Sequence[float] = TURN, x: Sequence[float] = (1.2, 0.0), loop: bool = False
) -> Values:
    """The plane with what can be moved in it: of "L", "x" and "t" those in `can`."""
    matrix, point, (t,) = (
        bench.numbers("L", L, most=2.0),
        bench.numbers("x", x, most=2.0),
        bench.numbers("t", [0.0], most=6.3),
    )
    first = {"first": TURN, "size": 0.9} if loop else None
    bench.scene(_matrix, {"L": matrix, "x": point, "t": t, "can": list(can), "loop": first})
    return {"L": np.array(matrix).reshape(2, 2), "x": np.array(point), "t": t}


def _of_matrix(values: Values) -> list[Number]:
    L = values["L"]
    return [
        Number("Trace", _signed(float(np.trace(L))), "Sum of the diagonal: how fast areas grow; 0 keeps them."),
        Number("Determinant", _signed(float(np.linalg.det(L))), "Positive with trace 0: the orbit turns. "
        "Negative: it runs away."),
        Number("Eigenvalues", eigenvalue_words(L), "Imaginary: turning. Real: growing (+) or shrinking (−)."),
    ]  # fmt: skip


def eigenvalue_words(L: Float[ndarray, "2 2"]) -> str:
    """Both eigenvalues, as a pair."""
    half, delta = np.trace(L) / 2, np.trace(L) ** 2 / 4 - np.linalg.det(L)
    root = math.sqrt(abs(delta))
    if delta < -1e-9:
        return f"{_signed(half)} ± {root:.2f} i"
    return f"{_signed(half + root)}, {_signed(half - root)}"


def _signed(value: float) -> str:
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _at_the_point(values: Values) -> list[Number]:
    x, v = values["x"], values["L"] @ values["x"]
    return [
        Number("x", f"({_signed(x[0])}, {_signed(x[1])})", "Where the point is."),
        Number("Lx", f"({_signed(v[0])}, {_signed(v[1])})", "The arrow there: where the point is about to go."),
        Number("Angle between", f"{_angle(x, v):.0f}°", "Between x and its arrow."),
    ]


def _angle(x: Float[ndarray, "2"], v: Float[ndarray, "2"]) -> float:
    lengths = float(np.linalg.norm(x) * np.linalg.norm(v))
    return math.degrees(math.acos(np.clip(x @ v / lengths, -1, 1))) if lengths > 1e-9 else 0.0


def _after_t(values: Values) -> list[Number]:
    t = values["t"]
    return [
        Number("t", f"{_signed(t)} rad", "How far along the orbit."),
        Number("In degrees", f"{math.degrees(t):.0f}°".replace("-", "−"), "The same as an angle."),
        Number("exp(tL)", f"cos t = {_signed(math.cos(t))}, sin t = {_signed(math.sin(t))}", "Its entries."),
    ]


def commutator(values: Values) -> Float[ndarray, "2 2"]:
    turn = np.array(TURN).reshape(2, 2)
    return turn @ values["L"] - values["L"] @ turn


def _of_commutator(values: Values) -> list[Number]:
    bracket = commutator(values)
    return [
        Number("[L₁, L₂]", "; ".join(" ".join(_signed(v) for v in row) for row in bracket), "L₁L₂ − L₂L₁, row by row."),
        Number("Its size", f"{np.linalg.norm(bracket):.2f}", "0: the order of the two motions does not matter."),
    ]


def _points_left(values: Values) -> bool:
    v = values["L"] @ values["x"]
    return bool(v[0] < -0.3 and abs(v[1]) < 0.2 * abs(v[0]))


def is_circle(L: Float[ndarray, "2 2"]) -> bool:
    return bool(max(abs(L[0, 0]), abs(L[1, 1]), abs(L[0, 1] + L[1, 0])) < NEAR and abs(L[0, 1]) > 0.3)


def is_spiral(L: Float[ndarray, "2 2"]) -> bool:
    """Turns, and grows or shrinks meanwhile."""
    trace = np.trace(L)
    return bool(trace**2 / 4 - np.linalg.det(L) < -0.05 and abs(trace) > 0.15)


def is_hyperbola(L: Float[ndarray, "2 2"]) -> bool:
    """Runs away in one direction as fast as it comes in along another."""
    return bool(abs(np.trace(L)) < NEAR and np.linalg.det(L) < -0.1)


def is_shear(L: Float[ndarray, "2 2"]) -> bool:
    """Its square is zero, itself it is not."""
    return bool(abs(np.trace(L)) < NEAR and abs(np.linalg.det(L)) < 0.02 and np.linalg.norm(L) > 0.4)


def _closes(values: Values) -> bool:
    """L commutes with the rotation, and is more than a multiple of it."""
    return bool(np.linalg.norm(commutator(values)) < NEAR and abs(np.trace(values["L"])) > 0.3)


LESSON = Lesson(
    number=1,
    title="A matrix that rotates",
    goal="read off a 2 × 2 matrix what motion it generates",
    minutes=15,
    picture="rotates",
    discover={"task": "two-body"},
    onwards="find the generator of two orbiting bodies",
    steps=(
        Step(
            title="An arrow at every point",
            text="A matrix L gives every point x an arrow: its velocity Lx. All arrows together are the flow, and "
            f"L is called its {term('generator')}. Here L is fixed; the point x can be dragged.",
            question=Question(
                "With this L, where does the arrow at x = (1, 0), on the right, point?",
                ("to the right, away from the centre", "straight up", "to the centre"),
                1,
                "L swaps the two coordinates and turns the sign of one, so Lx is always at a right angle to x.",
            ),
            goal="Drag the point **x** to where its arrow points **straight left**.",
            hint="At a right angle to the arrow, so right above the centre.",
            scene=lambda bench: _scene(bench, ["x"]),
            reached=_points_left,
            numbers=_at_the_point,
            formula=r"\dot{x} = L x, \qquad L = \begin{pmatrix} 0 & -1 \\ 1 & 0 \end{pmatrix}",
            words="The velocity of a point is a matrix times its position.",
            solution={"x": "0,1.2"},
        ),
        Step(
            title="Following the arrows",
            text="Follow the arrows for a time t, and x arrives at exp(tL)x: that is the "
            f"{term('exponential map')}. All places it can reach are its {term('orbit')}, the green line.",
            question=Question(
                "The arrow at distance 1 has length 1. How long until x is on the opposite side?",
                ("t = 1", "t = 2", "t = π ≈ 3.14", "never"),
                2,
                "Half a circle of radius 1 is π long, and the point goes with speed 1: so t is the angle in radians.",
            ),
            goal="Move **t** until the point is **opposite** to where it started.",
            scene=lambda bench: _scene(bench, ["t"]),
            reached=lambda values: abs(abs(values["t"]) - math.pi) < 0.1,
            numbers=_after_t,
            formula=r"e^{tL} = \begin{pmatrix} \cos t & -\sin t \\ \sin t & \cos t \end{pmatrix}",
            words="Many small steps along the arrows are one rotation by the angle t.",
            solution={"t": "3.15"},
        ),
        Step(
            title="Make it a circle",
            text="Now L is yours: drag its four numbers sideways, or the tips of the two coloured arrows, which "
            "are its columns. The orbit follows.",
            question=Question(
                "Which matrices have circles as orbits?",
                (
                    "the same number everywhere",
                    "zeros off the diagonal",
                    "zeros on the diagonal, opposite numbers off it",
                ),
                2,
                "An arrow at a right angle to x changes only its direction, never its length. That is what Lᵀ = −L "
                f"says: these L make up the {term('Lie algebra')} so(2).",
            ),
            goal="Make the orbit a **circle**, not only an ellipse.",
            hint="Bring the diagonal to 0 first; then make the other two opposite.",
            scene=lambda bench: _scene(bench, ["L", "x"], L=(0.5, -1.0, 0.4, -0.2)),
            reached=lambda values: is_circle(values["L"]),
            numbers=_of_matrix,
            formula=r"L^\top = -L \quad\Longleftrightarrow\quad |e^{tL}x| = |x|",
            words="Antisymmetric generators keep all lengths: they rotate.",
            solution={"L": "0,-1,1,0"},
        ),
        Step(
            title="Make it a spiral",
            text="Start from the circle and let points move outwards a little as they turn.",
            question=Question(
                "What must be added to L to make a spiral of the circle?",
                (
                    "the same number on both places of the diagonal",
                    "a larger number off the diagonal",
                    "opposite numbers on the diagonal",
                ),
                0,
                "The identity scales everything, and it commutes with the rotation, so both motions just happen at "
                "once. A larger number off the diagonal turns faster or makes ellipses; opposite ones on it "
                "squeeze.",
            ),
            goal="Make the orbit a **spiral**.",
            hint="Raise both numbers on the diagonal to about 0.2.",
            scene=lambda bench: _scene(bench, ["L", "x"]),
            reached=lambda values: is_spiral(values["L"]),
            numbers=_of_matrix,
            formula=r"e^{t(sI + \omega J)} = e^{st}\,e^{t\omega J}, \qquad J = \begin{pmatrix} 0 & -1 \\ 1 & 0 "
            r"\end{pmatrix}",
            words="Rotation with angular speed ω, and growth at the rate s meanwhile.",
            solution={"L": "0.2,-1,1,0.2"},
        ),
        Step(
            title="Make it a hyperbola",
            text="The same four numbers also hold motions that never come back. In relativity, such a one mixes "
            "time and space: a boost.",
            question=Question(
                "Flip the sign of one of the two numbers of the circle's L. What becomes of the orbit?",
                ("a circle run backwards", "a hyperbola", "a straight line through the centre"),
                1,
                "Now Lᵀ = L. One direction is stretched as fast as the one across is squeezed; x² − y² stays what "
                "it is.",
            ),
            goal="Make the orbit a **hyperbola**: areas are kept, but the point runs away.",
            hint="Trace 0, determinant negative.",
            scene=lambda bench: _scene(bench, ["L", "x"]),
            reached=lambda values: is_hyperbola(values["L"]),
            numbers=_of_matrix,
            formula=r"\exp\, t\begin{pmatrix} 0 & 1 \\ 1 & 0 \end{pmatrix} = \begin{pmatrix} \cosh t & \sinh t \\ "
            r"\sinh t & \cosh t \end{pmatrix}",
            words=f"A boost, so(1,1): like a rotation, with cosh and sinh. It is not {term('compact')}: t has no end.",
            solution={"L": "0,1,1,0"},
        ),
        Step(
            title="Make it a shear",
            text="Between the circle and the hyperbola lies one more motion. Bring one of the two numbers to zero "
            "on the way, and watch the orbit.",
            question=Question(
                "Which orbits does L have when only one number off the diagonal is left?",
                ("parallel straight lines", "ellipses", "parabolas"),
                0,
                "L² = 0, so the series of the exponential ends after two terms: x moves along a line at constant "
                "speed.",
            ),
            goal="Make the flow a **shear**: straight lines, side by side.",
            hint="Three of the four numbers are 0.",
            scene=lambda bench: _scene(bench, ["L", "x"], x=(0.6, 0.8)),
            reached=lambda values: is_shear(values["L"]),
            numbers=_of_matrix,
            formula=r"L^2 = 0 \;\Rightarrow\; e^{tL} = 1 + tL",
            words="A shear moves every layer along itself, the farther out the faster.",
            solution={"L": "0,1,0,0"},
        ),
        Step(
            title="Does the order matter?",
            text="Two motions: the rotation L₁ (blue, fixed) and your L₂ (orange). Go along L₁, along L₂, back "
            "along L₁ and back along L₂. The dashed arrow is what is missing to close the loop: the "
            f"{term('bracket')} at work.",
            question=Question(
                "With which L₂ does the loop close, whatever the point?",
                ("a shear", "a scaling, the same number on the diagonal", "no motion but L₁ itself"),
                1,
                "A scaling commutes with every linear motion. Where generators do not commute, their bracket is a "
                f"motion of its own, and a {term('Lie algebra')} must contain it: that is {term('closure')}.",
            ),
            goal="Find an **L₂** for which the **loop closes** (and that is more than a multiple of L₁).",
            hint="Growth does not care how anything is turned.",
            scene=lambda bench: _scene(bench, ["L", "x"], L=(0.0, 0.8, 0.0, 0.0), x=(0.9, 0.3), loop=True),
            reached=_closes,
            numbers=_of_commutator,
            formula=r"[L_1, L_2] = L_1 L_2 - L_2 L_1",
            words="The gap of a little loop of step s is s² [L₂, L₁] x, to lowest order.",
            solution={"L": "0.5,0,0,0.5"},
        ),
    ),
)

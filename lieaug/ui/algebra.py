"""What the generators form together: a named algebra, its brackets, and what speaks for it."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from lieaug.figures.brackets import NOISE, combination
from lieaug.figures.canvas import generator_name
from lieaug.schema import AlgebraFinding
from lieaug.ui.glossary import term
from lieaug.ui.words import one_sentence

FIRST_BRACKETS = 6
NO_BRACKETS = "The generators depend on each other, so their brackets have no unique coefficients."


def show_algebra(found: AlgebraFinding | None) -> None:
    """The algebra's box; nothing if no generator holds, or if an earlier version did not ask."""
    if found is not None:
        algebra_heading()
        algebra_box(found, lambda: _brackets(found.structure_constants))


def algebra_heading() -> None:
    st.markdown(
        "### What they form together",
        anchors=False,
        help=f"Generators that hold form a {term('Lie algebra')}: with any two, their {term('bracket')} [L, K] = LK "
        "− KL belongs to it too.",
    )


def algebra_box(found: AlgebraFinding, brackets: Callable[[], None], note: str = "") -> None:
    """Name, parts and facts with a note below; beside them what `brackets` shows, if there is more than one motion."""
    with st.container(border=True, key="algebra"):
        parts = " ".join(f":blue-badge[{part}]" for part in found.parts) if len(found.parts) > 1 else ""
        st.markdown(f"#### {found.name} {parts}", anchors=False)
        st.markdown(f"**Dimension {found.dimension}.** {one_sentence(found.dimension_reason)}")
        if found.dimension == 1:
            _fact_table(found)
            return
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _fact_table(found)
            if note:
                st.caption(note)
        with right:
            brackets()


def _fact_table(found: AlgebraFinding) -> None:
    """What was measured of the algebra, with what it means."""
    facts = pd.DataFrame(_facts(found), columns=["", "Value", "Meaning"])
    with st.container(key="algebra-facts"):
        st.table(facts, border="horizontal", hide_index=True, hide_header=True, alt="Facts about the algebra")


def _facts(found: AlgebraFinding) -> list[tuple[str, str, str]]:
    facts = []
    if found.dimension > 1:
        closed = "How much of the brackets leaves the span; 0 for a true Lie algebra."
        facts.append(("Closure residual", f"{found.closure_residual:.3f}", closed))
        facts.append(("Killing form", *killing_words(found.killing_signature, found.structure_constants)))
    if found.dimension > 1 and found.closed_angle_degrees is not None:
        nearest = "Largest angle to the nearest span that is exactly closed."
        facts.append(("Nearest closed algebra", f"{found.closed_angle_degrees:.1f}° away", nearest))
    named = "Largest angle to the algebra of that name, in the coordinates in which it has it."
    facts.append(("Named algebra", f"{found.angle_degrees:.1f}° away", named))
    if found.axes_ratio is not None:
        axes = "How far the coordinates are stretched in which it has its usual form; 1: not at all."
        facts.append(("Axes ratio", f"{found.axes_ratio:.2f}", axes))
    if found.spectrum_angle_degrees is not None:
        witness = "Largest angle to what a predictor trained without augmentation tolerates: a second witness."
        facts.append(("Cross-check", f"{found.spectrum_angle_degrees:.1f}°", witness))
    return facts


def killing_words(
    signature: tuple[int, int, int], constants: Sequence[Sequence[Sequence[float]]] | None
) -> tuple[str, str]:
    """The signature of the Killing form, and what it says."""
    positive, negative, zero = signature
    counts = ((positive, "positive"), (negative, "negative"), (zero, "zero"))
    value = ", ".join(f"{count} {name}" for count, name in counts if count)
    if negative == sum(signature):
        return value, "Compact: every motion comes round again, as rotations do."
    if zero == 0:
        return value, "Semisimple but not compact: some motions come round, others (boosts) stretch without end."
    if zero == sum(signature):
        commutes = constants is not None and all(combination(row) == "0" for plane in constants for row in plane)
        return value, "The motions commute: their order does not matter." if commutes else "Solvable: brackets die out."
    return value, "Not semisimple: beside its core there are motions, such as shifts or scaling, that form an ideal."


def _brackets(constants: Sequence[Sequence[Sequence[float]]] | None) -> None:
    st.markdown(
        "**Brackets**",
        help="Doing two small motions in turn and undoing them in turn leaves the motion of their bracket. "
        f"Coefficients below {NOISE:g} are left out as noise.",
    )
    if constants is None:
        st.caption(NO_BRACKETS)
        return
    bracket_list(constants, most=FIRST_BRACKETS)


def bracket_list(constants: Sequence[Sequence[Sequence[float]]], most: int | None = None) -> None:
    """The brackets as a table of one column; the rest of a long one is left to the page of generators."""
    lines = bracket_lines(constants)
    if not any(right != "0" for _, right in lines):
        st.caption("All brackets vanish.")
        return
    _bracket_table(lines[:most])
    if most is not None and lines[most:]:
        st.caption(f"{len(lines) - most} more on the page of generators.")


def _bracket_table(lines: list[tuple[str, str]]) -> None:
    rows = pd.DataFrame([f"{left} = {right}" for left, right in lines], columns=["Bracket"])
    st.table(rows, border="horizontal", hide_index=True, hide_header=True, alt="Brackets of the generators")


def bracket_lines(constants: Sequence[Sequence[Sequence[float]]]) -> list[tuple[str, str]]:
    """Every bracket of two generators in terms of all, ("[L₁, L₂]", "0.99 L₃"); those that vanish last."""
    k = len(constants)
    lines = [
        (f"[{generator_name(a)}, {generator_name(b)}]", combination(constants[a][b]))
        for a in range(k)
        for b in range(a + 1, k)
    ]
    return sorted(lines, key=lambda line: line[1] == "0")

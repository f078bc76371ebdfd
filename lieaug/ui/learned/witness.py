"""The second witness: which directions of the search space the plain predictor tolerates by itself."""

import numpy as np
import streamlit as st

from lieaug.figures import spans
from lieaug.figures.canvas import number
from lieaug.figures.generators import generator_heatmaps
from lieaug.figures.null_space import null_space
from lieaug.ui.chart import Choice, charts
from lieaug.ui.learned.subject import Subject, choose_direction, chosen_direction


def show_witness(subject: Subject) -> None:
    """The spectrum with its null band; a bar that is pressed shows its direction. Nothing if no evidence was kept."""
    evidence = subject.evidence
    if evidence is None or not evidence.spectrum_seeds:
        return
    st.markdown(
        "### What the plain predictor tolerates",
        anchors=False,
        help="A predictor that was trained without any augmentation, differentiated along every direction of the "
        "search space: 0 if it does not mind the motion, 1 if it minds as much as it can.",
    )
    seeds = np.array(evidence.spectrum_seeds)
    directions = np.array(evidence.spectrum_directions)
    chosen = chosen_direction(min(len(directions), seeds.shape[1]))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figure = null_space(seeds, subject.result.spectrum_null, chosen)
        charts([figure], key="null-space", on_choose=lambda choice: _choose(choice, len(directions)))
    with right:
        if len(directions):
            _direction(subject, directions, seeds, chosen)


def _choose(choice: Choice, count: int) -> None:
    if isinstance(choice.x, int | float) and 1 <= round(choice.x) <= count:
        choose_direction(round(choice.x) - 1)


def _direction(subject: Subject, directions: np.ndarray, seeds: np.ndarray, chosen: int) -> None:
    residual = float(np.median(seeds[:, chosen]))
    inside = residual < subject.result.spectrum_null
    (figure,) = generator_heatmaps(
        directions[[chosen]],
        [f"Direction {chosen + 1}: {'in the null space' if inside else 'not in the null space'}"],
        homogeneous=subject.is_affine,
        projective=subject.is_projective,
    )
    likeness = spans.cosines(directions[[chosen]], subject.matrices)[0]
    nearest = int(likeness.argmax())
    caption = f"Residual {number(residual)}; most like {subject.names[nearest]} (|cos| {likeness[nearest]:.2f})."
    if subject.held:
        angle = float(spans.angle_to_span(directions[[chosen]], subject.span)[0])
        caption += f" {angle:.0f}° from the span of the generators that hold."
    if len(seeds) > 1:
        caption += " As the first seed has it."
    figure.layout.meta = {**figure.layout.meta, "caption": caption}
    charts([figure], key="direction")

"""The vector field that the chosen generator makes: on planes, in space, and as motion of pixels."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lieaug.errors import ActionError
from lieaug.figures.canvas import coordinate_names, generator_name
from lieaug.figures.flow import coordinate_flow, coordinate_planes, flow_figures
from lieaug.figures.grid import moved_grid
from lieaug.figures.pixels import pixel_motion
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.schema import Gallery
from lieaug.tasks.own.terms import Term, read_terms
from lieaug.ui import navigation, session
from lieaug.ui.chart import charts
from lieaug.ui.learned.subject import Subject, chosen_generator


def show_field(subject: Subject, chosen: int, run_id: str) -> None:
    st.markdown(
        f"### Where {generator_name(chosen)} leads",
        anchors=False,
        help="At every point x the generator gives a velocity Lx; exp(tL) follows it for a time t.",
    )
    said = coupling(subject.action)
    if said:
        st.caption(said)
    finding, matrix = subject.found[chosen], subject.matrices[chosen]
    figures = _fields(subject, matrix, VERDICT_COLOURS[finding.verdict])
    image = _example_image(subject)
    if image is not None:
        pictures = pixel_motion(image, matrix, chosen, compact=finding.compact)
        figures = [*pictures, *(figure.update_layout(height=pictures[0].layout.height) for figure in figures)]
    charts(figures, key="fields", min_width=200 if image is not None else 260)
    st.page_link(
        navigation.orbits(),
        label=f"Move your own examples along {generator_name(chosen)} by hand",
        query_params={"run": run_id, "g": str(chosen + 1), **session.carried()},
        icon=":material/arrow_forward:",
    )


def _fields(subject: Subject, matrix: np.ndarray, colour: str) -> list[go.Figure]:
    """The flow as it is where that can be drawn; else on the planes where most happens, and on its own plane."""
    figures = flow_figures(matrix, subject.action, colour=colour, window=subject.window)
    if subject.is_image or ".free" in subject.action:
        return figures
    if subject.is_affine or len(matrix) == 2:
        return [*figures, *_grid(subject, matrix, colour)]
    names, planes = coordinate_names(len(matrix)), coordinate_planes(matrix)
    flat = []
    for (a, b), share in planes:
        figure = coordinate_flow(matrix, (a, b), f"Flow on the {names[a]}–{names[b]} plane", colour=colour)
        meta = {**figure.layout.meta, "caption": f"{share:.0%} of what it does within planes of two coordinates."}
        flat.append(figure.update_layout(meta=meta))
    return [*figures, *flat]


def _grid(subject: Subject, matrix: np.ndarray, colour: str) -> list[go.Figure]:
    """What the motion makes of a grid, where it is of the plane."""
    if len(matrix) != (3 if subject.is_affine else 2):
        return []
    window = subject.window
    affine = np.pad(matrix, ((0, 1), (0, 1))) if len(matrix) == 2 else matrix if window is None else window.seen(matrix)
    chosen = chosen_generator(len(subject.found))
    compact = subject.found[chosen].compact
    return [moved_grid(affine, generator_name(chosen), compact=compact, names=("x", "y"), colour=colour)]


def _example_image(subject: Subject) -> np.ndarray | None:
    """An example before it moves, of those that the run kept; None where the data are no images."""
    if not subject.is_image:
        return None
    gallery = subject.gallery
    if gallery is not None and gallery.head.kind == "image":
        return gallery.x[_chosen_example(gallery)].astype(float)
    orbit = subject.evidence.orbit if subject.evidence is not None else None
    if orbit is None or orbit.kind != "image":
        return None
    return np.array(orbit.frames[int(np.abs(orbit.t).argmin())])


def _chosen_example(gallery: Gallery) -> int:
    def label(example: int) -> str:
        row = int(gallery.rows[example])
        return f"{gallery.group_of(row) or 'image'} · row {gallery.row_ids[row]}"

    return st.selectbox(
        "Example", range(len(gallery.x)), format_func=label, key="example", bind="query-params", width=220,
        help="Held-out rows of your data: first those that moving breaks most, then some drawn at random.",
    )  # fmt: skip


def coupling(action: str) -> str:
    """What moves alike, in a sentence; nothing where there is but one thing to move."""
    if action.startswith("points"):
        return "All points of a cloud move alike, each by this one matrix."
    if action.startswith("image"):
        return "The motion is of the picture's plane, from −1 to 1 over the image with y downwards; grey values follow."
    try:
        terms = read_terms(action)
    except ActionError:
        return ""
    if any(term.suffix == ".free" for term in terms):
        return "Each vector moves in its own way: a block of the matrix each, one flow each."
    vectors = sum(term.count for term in terms if term.size)
    if vectors < 2:
        return ""
    return f"All {vectors} {_kind(terms)} of a row ({action}) move alike, each by this one matrix.{_still(terms)}"


def _kind(terms: tuple[Term, ...]) -> str:
    places = [term.suffix == ".affine" for term in terms if term.size]
    return "points" if all(places) else "points and vectors" if any(places) else "vectors"


def _still(terms: tuple[Term, ...]) -> str:
    scalars = sum(term.count for term in terms if not term.size)
    return f" The {'other column stays' if scalars == 1 else f'other {scalars} columns stay'}." if scalars else ""

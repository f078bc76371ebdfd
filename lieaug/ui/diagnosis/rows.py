"""Which rows break a motion: all of them as a histogram, by class or group, and the worst to look at."""

import numpy as np
import streamlit as st

from lieaug.figures.breaking import breaking_histogram
from lieaug.figures.names import coordinate_names, motion_name, number
from lieaug.report.subject import Subject
from lieaug.report.worst import CLEARLY, WorstRow, breaking_of, broken_sentence, by_group, worst_rows
from lieaug.schema import Gallery
from lieaug.ui import navigation, session
from lieaug.ui.chart import charts
from lieaug.ui.diagnosis.chosen import chosen_generator
from lieaug.ui.tables import findings_table
from lieaug.ui.words import plain

MOST_ROWS = 8
MOST_VALUES = 6
PICTURE = 84  # pixels


def show_rows(subject: Subject) -> None:
    st.markdown(
        "### Which rows break it",
        anchors=False,
        help="Held-out rows, moved over the whole range of the generator chosen above. Look at the worst: either they "
        "are wrong, or the symmetry is.",
    )
    gallery, rank = subject.gallery, chosen_generator(len(subject.result.generators))
    if gallery is None:
        st.caption("This run is from a version that kept no examples; start it anew to see its rows.")
        return
    if rank >= len(gallery.t):
        st.caption(f"Rows were kept for the {len(gallery.t)} strongest generators only; choose one of these above.")
        return
    name = motion_name(rank, subject.result.generators[rank].name)
    rows = worst_rows(gallery, rank, MOST_ROWS)
    st.markdown(broken_sentence(gallery, rank, f"**{name}**"))
    _overview(subject, gallery, rank, rows)
    st.markdown(f"**The examples that break {name} most**, each a way into Orbits", help=_what(gallery))
    with st.grid("auto", min_column_width=150, gap="small", key="worst-rows"):
        for row in rows:
            with st.container(border=True, gap="xxsmall", key=f"worst-{row.example}"):
                _card(subject, gallery, rank, row)


def _overview(subject: Subject, gallery: Gallery, rank: int, rows: list[WorstRow]) -> None:
    """The histogram, beside a table by class or group where rows belong to some."""
    figure = breaking_histogram(
        rank,
        subject.result.generators[rank].name,
        breaking_of(gallery, rank),
        [row.breaking for row in rows],
        clearly=CLEARLY,
        classes=gallery.head.task == "classification",
    )
    groups = by_group(gallery, rank)
    if not groups:
        charts([figure], key="breaking")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        charts([figure], key="breaking")
    with right:
        table = {
            "Class" if gallery.head.task == "classification" else "Group": [plain(own.group) for own in groups],
            "Rows": [f"{own.rows:,}" for own in groups],
            "Median": [f"{own.median:.2f}" for own in groups],
            "90 % below": [f"{own.upper:.2f}" for own in groups],
            "Clearly broken": [f"{own.broken:.0%}" for own in groups],
        }
        findings_table(table, "components-groups", "How much the rows of each class or group break the motion")


def _card(subject: Subject, gallery: Gallery, rank: int, row: WorstRow) -> None:
    if gallery.head.kind == "image":
        pixels = (255 * np.clip(gallery.x[row.example], 0, 1)).round().astype(np.uint8)
        st.image(pixels, width=PICTURE, alt=f"Row {row.row_id}")
    else:
        st.caption(_values(gallery, row))
    belongs = f" · {plain(row.group)}" if row.group else ""
    st.page_link(
        navigation.orbits(),
        label=f"Row {row.row_id}{belongs}",
        icon=":material/open_in_full:",
        query_params={"run": subject.meta.id, "g": str(rank + 1), "i": str(row.example), **session.carried()},
        help="Opens this example in Orbits, to move it by hand.",
    )
    st.caption(f"breaks it by {number(row.breaking)}")


def _values(gallery: Gallery, row: WorstRow) -> str:
    """The row's first entries; of a cloud, how many points it has."""
    x = gallery.x[row.example]
    if gallery.head.kind == "points":
        mask = gallery.head.terms[0].width  # the coordinates come first, then 1 for points and 0 for padding
        return f"{int(x[:, mask].sum())} points"
    names = gallery.head.columns or coordinate_names(len(x))
    shown = [f"{plain(name)} {number(float(value), 3)}" for name, value in zip(names, x, strict=False)]
    return " · ".join(shown[:MOST_VALUES]) + (" …" if len(shown) > MOST_VALUES else "")


def _what(gallery: Gallery) -> str:
    if gallery.head.task == "classification":
        return "The number: probability of the true class that moving costs, mean over the range."
    return "The number: error that moving adds, in units of the target's spread, root mean square over the range."

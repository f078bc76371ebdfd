"""A card for each generator: name, verdict, how far it reaches in every seed, angle to the named algebra, heat map."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lieaug.figures.canvas import generator_name, number
from lieaug.figures.entries import largest_entry
from lieaug.figures.extents import found_extents
from lieaug.figures.generators import generator_heatmaps, heatmap_width, outlined, output_heatmaps
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.figures.words import reach_with_interval
from lieaug.schema import GeneratorFinding
from lieaug.ui.chart import Choice, charts, choosable
from lieaug.ui.learned.subject import Subject, choose_cell, choose_generator, chosen_cell
from lieaug.ui.words import VERDICTS

FIRST_CARDS = 6  # shown at once, and all that hold


def show_cards(subject: Subject, chosen: int) -> None:
    """All generators, strongest first; a press on one chooses it everywhere on the page."""
    count = len(subject.found)
    first = min(max(FIRST_CARDS, len(subject.held), chosen + 1), count)
    cards = _cards(subject, chosen)
    width = max(heatmap_width(subject.matrices), 190)

    def choose_from(start: int) -> None:
        charts(
            cards[start : first if start == 0 else None],
            key=f"cards-{start}",
            min_width=width,
            on_choose=lambda choice: _choose(choice, start, chosen),
        )

    choose_from(0)
    st.caption(
        "Press a card to choose its generator, or a cell to read what it does; with the keyboard, Tab leads to cards "
        "and matrices, Enter chooses, and the arrow keys go from cell to cell."
        + (f" ±: spread over {_seeds(subject)} seeds where training ended." if subject.deviations is not None else "")
    )
    if first < count:
        with st.expander(f"{count - first} more, all weaker"):
            choose_from(first)


def _choose(choice: Choice, start: int, chosen: int) -> None:
    rank = start + choice.figure
    if rank != chosen:
        choose_generator(rank)
    if isinstance(choice.x, int | float) and isinstance(choice.y, int | float):
        choose_cell(round(choice.y), round(choice.x))


def _seeds(subject: Subject) -> int:
    return subject.series.basis.shape[1] if subject.series is not None else subject.result.seeds


def _cards(subject: Subject, chosen: int) -> list[go.Figure]:
    maps = generator_heatmaps(
        subject.matrices,
        subject.names,
        homogeneous=subject.is_affine,
        projective=subject.is_projective,
        deviations=subject.deviations,
    )
    columns = subject.matrices.shape[-1]
    rows = columns - 1 if subject.is_affine else columns  # the constant 1 never changes
    cards = []
    for rank, (figure, finding) in enumerate(zip(maps, subject.found, strict=True)):
        cell = None
        if rank == chosen:
            cell = chosen_cell(rows, columns) or largest_entry(subject.matrices[rank][:rows])
            figure = outlined(figure, *cell)
        said = {"caption": _facts(subject, rank, finding), "badge": _badge(finding)}
        picked = choosable(chosen=rank == chosen, cells=(rows, columns), cell=cell)
        figure.layout.meta = {**figure.layout.meta, **said, **picked}
        cards.append(figure)
    return cards


def _badge(finding: GeneratorFinding) -> dict[str, str]:
    return {"text": VERDICTS[finding.verdict].text, "colour": VERDICT_COLOURS[finding.verdict]}


def _facts(subject: Subject, rank: int, finding: GeneratorFinding) -> str:
    """What stands above the heat map, a fact a line."""
    reach = reach_with_interval(finding)
    lines = [f"holds {'to ' if reach.startswith(('±', '−')) else ''}{reach}"]
    if finding.verdict == "not identifiable":
        lines = ["these data cannot tell how far it holds"]
    seeds = finding.extent_seeds or [finding.trained_extent]
    low, high = number(min(seeds), 3), number(max(seeds), 3)
    lines.append(f"trained to {low}" + (f" – {high} (seeds)" if low != high else ""))
    algebra = subject.result.algebra_found
    if algebra is not None and rank in subject.held and "unnamed" not in algebra.name:
        most = "" if len(subject.held) == 1 else "at most "
        lines.append(f"{most}{algebra.angle_degrees:.1f}° from {algebra.name.partition(',')[0]}")
    return "\n".join(lines)


def show_bars(subject: Subject) -> None:
    """How far each holds; a press on a bar chooses its generator."""
    names = subject.names

    def choose(choice: Choice) -> None:
        if choice.y in names:
            choose_generator(names.index(choice.y))

    charts([found_extents(subject.found)], key="extents", on_choose=choose)


def show_output(subject: Subject, chosen: int) -> None:
    """What the chosen generator does to the target, where that was learned."""
    matrix = subject.found[chosen].output_matrix
    if matrix is not None:
        figures = output_heatmaps(np.array([matrix]), [f"{generator_name(chosen, 'M')} on the output"])
        charts(figures, key="output-map")

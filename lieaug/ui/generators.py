"""The generators that a run found: what each does, how far it holds, what breaks it, and on what grounds."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from lieaug.figures.canvas import generator_name, is_homogeneous, is_projective, motion_name
from lieaug.figures.flow import flow_figures, window_of
from lieaug.figures.generators import generator_heatmaps, heatmap_width, output_heatmaps
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.figures.words import breaks, knows, reach_with_interval
from lieaug.schema import Discovery, Evidence, GeneratorFinding
from lieaug.ui import navigation, session
from lieaug.ui.chart import charts
from lieaug.ui.glossary import term
from lieaug.ui.tables import doubt_line, findings_table, ratio_words
from lieaug.ui.words import VERDICTS, one_sentence

FIRST_ROWS = 6
MOST_HEATMAPS = 6
MOST_UNDECIDED = 4  # shown in full
LOW_COVERAGE = 0.5  # share of moved rows that stay in the data, below which the table says so
PAIR_WIDTH = 260  # pixels; lets L and M of one generator, but not of two, stand side by side


def show_generators(run_id: str, result: Discovery, evidence: Evidence | None) -> None:
    """The table, heat maps and the strongest one's flow; the rest is on a page of its own."""
    st.markdown(
        "### The generators",
        anchors=False,
        help=f"Each {term('generator')} is a direction of motion: x moves along exp(tL)x as t grows. Strongest first.",
    )
    found = result.generators
    # Strongest first: whatever was found stands before what is absent.
    shown = max(sum(finding.verdict != "absent" for finding in found), FIRST_ROWS)
    _table(found[:shown], 0)
    st.caption(
        f"**Holds to:** how far the {term('held-out')} {term('loss curve', 'curve')} stays flat, with its 95 % "
        "interval. **Breaks:** the part of the target's spread that contradicts the motion; 0% is exact. "
        f"**{term('loss ratio', 'Loss ratio')}:** held-out loss on moved data over that on unmoved data, mean over "
        "the whole range."
    )
    if found[shown:]:
        with st.expander(f"{len(found) - shown} more, all absent"):
            _table(found[shown:], shown)
    if result.verdict != "not identifiable":  # else the verdict itself says so
        _undecided(found)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        maps, width = heatmaps(found, result.action)
        charts(maps, key="heatmaps", min_width=width)
    with right:
        flow = flow_figures(
            np.array(found[0].matrix),
            result.action,
            colour=VERDICT_COLOURS[found[0].verdict],
            window=window_of(result.action, evidence),
        )
        charts(flow, key="flow", min_width=150 if len(flow) > 1 else None)
    st.page_link(
        navigation.generators(),
        label="All about the generators: entries, flows, training, brackets",
        query_params={"run": run_id, **session.carried()},
        icon=":material/arrow_forward:",
    )


def _table(found: Sequence[GeneratorFinding], first: int) -> None:
    rows = {
        "": [generator_name(first + rank) for rank in range(len(found))],
        "Verdict": [VERDICTS[f.verdict].badge for f in found],
        "Motion": [f.name for f in found],
        "Holds to": [reach_with_interval(f) for f in found],
        "Breaks": [breaks(f) for f in found],
        "Loss ratio": [ratio_words(f) for f in found],
    }
    if any(knows(f, "coverage") and f.coverage < LOW_COVERAGE for f in found):
        rows["Stays in the data"] = [f"{f.coverage:.0%}" if f.coverage < LOW_COVERAGE else "" for f in found]
    rows["Why"] = [one_sentence(f.reason) for f in found]
    alt = "Verdict, extent, what breaks it, loss ratio and reason of every generator"
    findings_table(rows, f"findings-{first}", alt)


def _undecided(found: Sequence[GeneratorFinding]) -> None:
    """What the data cannot tell is no fault of the task: say why, and what would help."""
    undecided = [(rank, f) for rank, f in enumerate(found) if f.verdict == "not identifiable"]
    if not undecided:
        return
    with st.container(border=True, key="undecided", gap="small"):
        st.markdown(f"#### {VERDICTS['not identifiable'].icon} What these data cannot tell", anchors=False)
        lines = [doubt_line(motion_name(rank, f.name), f.reason) for rank, f in undecided[:MOST_UNDECIDED]]
        if undecided[MOST_UNDECIDED:]:
            lines.append(f"- {len(undecided) - MOST_UNDECIDED} more; the table says why.")
        st.markdown("\n".join(lines))


def heatmaps(found: Sequence[GeneratorFinding], action: str) -> tuple[list[go.Figure], int]:
    """The strongest generators, each beside what it does to the output where that was learned; and their width."""
    titles = [motion_name(rank, f.name) for rank, f in enumerate(found)]
    matrices = np.array([f.matrix for f in found])
    maps = generator_heatmaps(matrices, titles, homogeneous=is_homogeneous(action), projective=is_projective(action))[
        :MOST_HEATMAPS
    ]
    on_outputs = [f.output_matrix for f in found if f.output_matrix is not None]
    if len(on_outputs) < len(found):
        return maps, heatmap_width(matrices)
    names = [f"{generator_name(rank, 'M')} on the output" for rank in range(len(found))]
    beside = output_heatmaps(np.array(on_outputs), names)
    small = max(matrices.shape[-1], len(on_outputs[0])) <= 2
    pairs = [figure for pair in zip(maps, beside, strict=False) for figure in pair]
    return pairs, heatmap_width(matrices) if small else PAIR_WIDTH

"""How the generators came to be: the film of a training, of a finished run or of one at work."""

import numpy as np
import streamlit as st

from lieaug.figures.canvas import generator_name
from lieaug.figures.trajectory import angles_over_steps, extents_over_steps
from lieaug.runs.folder import RunFolder
from lieaug.runs.trajectory import Trajectory, aligned, angles_to, read_trajectory
from lieaug.schema import Discovery
from lieaug.ui.learned.film import film
from lieaug.ui.learned.subject import Subject, choose_generator, choose_step, chosen_generator, chosen_step, held_places

MOST_SHOWN = 8
ALIKE = 0.85  # of the farther of two generators that do not hold, from which both may turn within their span
TOGETHER = 0.6  # generators that reach this share of the farthest may turn within their span, while a run is young


@st.cache_data(show_spinner=False, max_entries=16)
def series_of(_folder: RunFolder, _result: Discovery, run_id: str) -> Trajectory | None:
    """The snapshots of a finished run, aligned with its result; read once, for they do not change any more.

    Returns:
        None if no snapshots were kept, or others than the result speaks of.
    """
    matrices = np.array([finding.matrix for finding in _result.generators])
    raw = read_trajectory(_folder, size=matrices.shape[-1])
    if raw is None or raw.basis.shape[-1] != matrices.shape[-1]:
        return None
    return aligned(raw, matrices, _groups(_result))


def _groups(result: Discovery) -> list[int]:
    """Sizes of sets within which seeds may turn: those that hold, then others that training ended with alike."""
    held = len(held_places(result))
    reach = [finding.trained_extent for finding in result.generators[held:]]
    groups = [held] if held else []
    for index, extent in enumerate(reach):
        alike = index and min(extent, reach[index - 1]) >= ALIKE * max(extent, reach[index - 1])
        if alike:
            groups[-1] += 1
        else:
            groups.append(1)
    return groups


def show_training(subject: Subject, chosen: int) -> None:
    """The film of a finished run."""
    st.markdown(
        "### How they were learned",
        anchors=False,
        help="From the snapshots that the run kept. Seeds number their generators differently; here they are numbered, "
        "and turned within the span that they share, as the result has them.",
    )
    series = subject.series
    if series is None:
        st.caption("This run kept no snapshots of its training; runs of this version do.")
        return
    learned = np.array([finding.matrix for finding in subject.found])
    _film(
        series,
        subject.names,
        learned,
        subject,
        chosen=chosen,
        last="the direction that the verdict speaks of",
    )


def show_young(folder: RunFolder, action: str | None) -> bool:
    """The film of a run at work, as far as it has come; says so and returns False before there are generators."""
    raw = read_trajectory(folder)
    if raw is None:
        return False
    order = np.argsort(-raw.extents[-1, 0], kind="stable")
    reference = raw.basis[-1, 0, order]
    reach = raw.extents[-1, 0, order]
    together = int((reach >= TOGETHER * reach[0]).sum())
    series = aligned(raw, reference, [together] + [1] * (len(reach) - together))
    names = [generator_name(rank) for rank in range(len(reference))]
    chosen = chosen_generator(len(names))
    _film(series, names, reference, None, chosen=chosen, last="where the first seed stands now", action=action or "")
    return True


def _film(
    series: Trajectory,
    names: list[str],
    reference: np.ndarray,
    subject: Subject | None,
    *,
    chosen: int,
    last: str,
    action: str = "",
) -> None:
    count = min(max(MOST_SHOWN, chosen + 1), series.basis.shape[2], len(names))
    shown = Trajectory(series.steps, series.stages, series.basis[:, :, :count], series.extents[:, :, :count])
    picked = min(chosen, count - 1)
    angles = angles_to(shown, reference)
    short = [generator_name(rank) for rank in range(count)]
    curves = [
        extents_over_steps(shown.steps, shown.extents, short, picked),
        angles_over_steps(shown.steps, angles, short, picked, last=last),
    ]
    film(
        shown,
        names[:count],
        curves,
        action=subject.action if subject is not None else action,
        window=subject.window if subject is not None else None,
        chosen=picked,
        step=chosen_step(),
        growing=subject is None,
        on_step=choose_step,
        on_choose=choose_generator,
        key="film",
    )

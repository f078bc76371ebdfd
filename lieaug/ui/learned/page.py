"""The Generators page from top to bottom: what each is, where it leads, how it was learned, what they form together."""

import streamlit as st

from lieaug.errors import StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES, Gallery
from lieaug.ui import navigation
from lieaug.ui.beyond import show_components
from lieaug.ui.chip import progress_words
from lieaug.ui.frame import explain
from lieaug.ui.learned.algebra import show_card
from lieaug.ui.learned.cards import show_bars, show_cards, show_output
from lieaug.ui.learned.entry import show_entry
from lieaug.ui.learned.field import show_field
from lieaug.ui.learned.measurements import show_measurements
from lieaug.ui.learned.partner import show_partner
from lieaug.ui.learned.subject import Subject, chosen_generator, held_places, shown_matrices
from lieaug.ui.learned.training import series_of, show_training, show_young
from lieaug.ui.learned.witness import show_witness
from lieaug.ui.run import action_hint
from lieaug.ui.study import Studied, studied_run
from lieaug.ui.words import STATES

AS_LEARNED, CLOSED = "as learned", "projected"


def show_generators_page() -> None:
    studied = studied_run(
        "Generators",
        purpose="the motions that were learned, as matrices, flows and an algebra",
        unfinished=_show_unfinished,
    )
    if studied is not None:
        _show_finished(studied)


def _show_finished(studied: Studied) -> None:
    result = studied.result
    st.markdown(result.sentence)
    if result.seeds > 1:
        st.caption(f"{result.seeds} seeds agree to {result.seed_agreement_degrees:.1f}° (largest angle between them).")
    subject = _subject(studied, closed=_wants_closed(studied))
    chosen = chosen_generator(len(subject.found))
    show_cards(subject, chosen)
    show_entry(subject, chosen)
    show_output(subject, chosen)
    show_field(subject, chosen, studied.folder.id)
    show_training(subject, chosen)
    show_bars(subject)
    show_witness(subject)
    show_card(subject)
    show_partner(subject, studied.folder.id)
    show_components(result.components)
    show_measurements(result.generators)


def _wants_closed(studied: Studied) -> bool:
    """Whether to show the nearest closed algebra; asked for only where there is one that differs."""
    algebra = studied.result.algebra_found
    if algebra is None or algebra.closed_basis is None or algebra.dimension < 2:
        return False
    shown = st.segmented_control(
        "Matrices",
        [AS_LEARNED, CLOSED],
        default=AS_LEARNED,
        required=True,
        key="as",
        bind="query-params",
        help="Learned generators are not exactly closed under brackets. Projected: those that hold are replaced by "
        f"their parts in the nearest span that is closed, {algebra.closed_angle_degrees or 0.0:.1f}° away.",
    )
    return shown == CLOSED


def _subject(studied: Studied, *, closed: bool) -> Subject:
    result = studied.result
    return Subject(
        result,
        studied.evidence,
        shown_matrices(result, closed=closed),
        closed,
        held_places(result),
        series_of(studied.folder, result, studied.folder.id),
        _gallery(studied.folder),
    )


def _gallery(folder: RunFolder) -> Gallery | None:
    try:
        return folder.gallery()
    except StoreError:  # the Orbits page says so; here an example is but a help
        return None


def _show_unfinished(folder: RunFolder, run: RunSummary) -> None:
    """A run at work is followed; one that ended early is shown as far as it came."""
    if run.state in (*ACTIVE_STATES, "queued"):
        _follow(folder, run.id)
        return
    row = explain("This run has no result", f"it is {run.state}; what it had learned until then is below")
    if row.button("Open it", type="primary"):
        navigation.open_run(run.id)
    if not show_young(folder, action_hint(folder.config())):
        st.caption("It ended before there were generators.")


@st.fragment(run_every=2)
def _follow(folder: RunFolder, run_id: str) -> None:
    try:
        status = folder.status()
    except StoreError:  # deleted meanwhile
        st.rerun()
    if status.is_over:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="young"):
        progress = "" if status.state == "queued" else progress_words(status)
        st.markdown(f"{STATES[status.state].badge} {progress}", width="content")
        if st.button("Watch it learn", icon=":material/arrow_forward:", type="tertiary"):
            navigation.open_run(run_id)
    if not show_young(folder, action_hint(folder.config())):
        st.caption("The generators appear once the plain predictor has warmed up; this page waits for them.")

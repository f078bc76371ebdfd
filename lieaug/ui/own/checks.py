"""Step 4: what to know before anything trains."""

import re

import streamlit as st

from lieaug.runs.datasets import SavedDataset
from lieaug.schema import Preset
from lieaug.tasks.own import Check, DataForm, Level, Preflight, preflight_file
from lieaug.ui import session
from lieaug.ui.words import Sign, plain

SIGNS: dict[Level, Sign] = {
    "stop": Sign("✕", ":material/block:", "stop", "red", "Nothing can start before this is mended."),
    "warning": Sign("!", ":material/warning:", "warning", "yellow", "This may mislead."),
    "note": Sign("i", ":material/info:", "note", "blue", "Worth knowing."),
    "ok": Sign("✓", ":material/check:", "fine", "green", "Nothing to do."),
}

_IN_THE_APP = (
    (r"(leave these rows out) with --missing drop", r"\1 with the switch in step 2"),
    (r"with --group-column (.+?)(\.?)$", r"by choosing \1 in step 2\2"),
    (r"^Nothing, or set --rows", "Nothing"),
    (r"; --rows allows more or fewer", ""),
    (r"leave out --x", "leave out inputs"),
    (r"name (it|one|the target) with --y", "pick it in step 2"),
    (r" with --y\b", ""),
    (r", or raise --seeds", ""),
)
"""Advice for the command line, and what people do here instead."""


def show_checks(saved: SavedDataset, form: DataForm) -> Preflight:
    """Shows the report and returns it; what is fine is folded away."""
    checked = look(saved.sha256, form, session.widget_value("preset", "quick"), session.widget_value("seeds", 4))
    fine = [check for check in checked.checks if check.level == "ok"]
    told = [check for check in checked.checks if check.level != "ok"]
    if not told:
        st.markdown(f"{SIGNS['ok'].badge} All {len(fine)} checks are fine.")
    for index, check in enumerate(told):
        _show(check, index, form.path.name, saved.name)
    if fine:
        with st.expander(f"{len(fine)} checks that are fine"):
            for check in fine:
                st.markdown(f"{SIGNS['ok'].badge} **{plain(check.title)}:** {plain(check.sentence)}")
    return checked


@st.cache_data(show_spinner="Looking at the data …", max_entries=32)
def look(sha256: str, form: DataForm, preset: Preset, seeds: int) -> Preflight:
    """The pre-flight of a form; kept, because a page is drawn many times; the hash tells files of one name apart."""
    task, action, output = form.task()
    return preflight_file(task, action=action, output=output, preset=preset, seeds=seeds)


def _show(check: Check, index: int, copy: str, name: str) -> None:
    """One finding, in which the kept copy is called as the file was."""
    sentence = plain(in_the_app(check.sentence).replace(copy, name))
    with st.container(gap="xxsmall", key=f"check-{check.level}-{index}"):
        said, why = st.columns([5, 1], gap="small")
        with said:
            advice = f"  \n:material/arrow_forward: {plain(in_the_app(check.what_to_do))}" if check.what_to_do else ""
            st.markdown(f"{SIGNS[check.level].badge} **{plain(check.title)}:** {sentence}{advice}")
        if check.why:
            with why, st.popover("Why it matters", type="tertiary"):
                st.markdown(plain(check.why))


def in_the_app(advice: str) -> str:
    """Advice without the command line's options."""
    for pattern, here in _IN_THE_APP:
        advice = re.sub(pattern, here, advice)
    return advice

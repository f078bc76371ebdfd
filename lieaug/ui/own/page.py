"""The page as a whole: which file, then its steps one below the other."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lieaug.errors import ActionError, LieAugError, StoreError
from lieaug.runs.datasets import SavedDataset, load_dataset
from lieaug.runs.uploads import keep_form
from lieaug.tasks.own import DataForm, Preview, inspect
from lieaug.ui import session
from lieaug.ui.frame import explain
from lieaug.ui.own import draft
from lieaug.ui.own.checks import show_checks
from lieaug.ui.own.columns import choose_columns, complain, show_action
from lieaug.ui.own.files import choose_file, show_file
from lieaug.ui.own.launch import launch
from lieaug.ui.own.model import show_model
from lieaug.ui.own.motion import show_motion
from lieaug.ui.store import run_store
from lieaug.ui.words import plain

STEPS = ("File", "Columns and target", "What the action does", "Before anything trains", "Run")


def show_data_page() -> None:
    """The five steps for the file that the address names, or the first of them."""
    st.markdown("# Which symmetries do your data have?", anchors=False)
    st.markdown("From a file to a verdict in five steps. Everything stays on this machine.")
    saved, preview = _requested()
    if saved is None or preview is None:
        with _step(1):
            choose_file()
        st.caption("Then: " + " → ".join(STEPS[1:]) + ".")
        return
    draft.fill(saved.id, saved.form)
    with _step(1):
        show_file(saved, preview)
    form = _columns(saved, preview)
    if form is None:
        st.caption("Preview, checks and Start appear here as soon as the columns make an action.")
        return
    with _step(3):
        show_motion(saved.sha256, form)
    with _step(4):
        checked = show_checks(saved, form)
    with _step(5):
        launch(saved, form, checked)
    with st.container(border=True, key="step-model"):
        show_model(saved, form, checked)


def _requested() -> tuple[SavedDataset | None, Preview | None]:
    """The file that the address names with a look into it; what is wrong with it is said."""
    file_id = session.requested_file()
    if file_id is None:
        return None, None
    try:
        if not session.is_file_id(file_id):
            raise StoreError("its address has 16 digits after `file=`")
        saved = load_dataset(run_store().home, file_id)
        return saved, _look_into(saved.form.path, saved.sha256)
    except StoreError:
        explain(
            "There is no such file here",
            f"nothing that was kept is called {plain(file_id[:64])}; it was deleted, or the link is from another "
            "machine: choose the file again",
        )
    except LieAugError as error:
        explain("This file cannot be read any more", plain(str(error)))
    return None, None


@st.cache_data(show_spinner="Looking into the file …", max_entries=16)
def _look_into(path: Path, sha256: str) -> Preview:
    return inspect(path)


def _columns(saved: SavedDataset, preview: Preview) -> DataForm | None:
    """Step 2; the form once it makes an action, and it is kept then."""
    with _step(2):
        choose_columns(preview)
        try:
            form = draft.read(saved.form, preview)
            if not form.target and form.format != "npz":
                return None
            action, output = form.action, form.output
        except ActionError as error:
            complain(str(error))
            return None
        show_action(action, output, preview)
    if form != saved.form:
        keep_form(run_store().home, saved, form)
    return form


def _step(number: int) -> DeltaGenerator:
    """A box for one step, with its number and name."""
    box = st.container(border=True, key=f"step-{number}")
    box.markdown(f"### :blue-badge[{number}] {STEPS[number - 1]}", anchors=False)
    return box

"""Beside the steps: a trained model of the user's, asked which symmetries it has and which the data have."""

import streamlit as st

from lieaug.errors import LieAugError
from lieaug.figures.model_words import (
    THROUGH_THE_MODEL,
    cost_words,
    data_words,
    missed_words,
    model_words,
    undecided_words,
)
from lieaug.figures.own_model import model_cost_figure, model_error_figure
from lieaug.runs.datasets import SavedDataset
from lieaug.runs.limits import read_limits
from lieaug.runs.own_models import diagnose_upload
from lieaug.schema import DiscoveryConfig, ModelDiagnosis
from lieaug.tasks.own import DataForm, Preflight
from lieaug.ui import session
from lieaug.ui.chart import charts
from lieaug.ui.own.columns import complain
from lieaug.ui.store import run_store
from lieaug.ui.tables import findings_table
from lieaug.ui.words import one_sentence, plain

_FOUND, _WRONG = "own.model-found", "own.model-wrong"
"""Where the last answer, or why there is none, is kept, each with the data that it is about."""


def show_model(saved: SavedDataset, form: DataForm, checked: Preflight) -> None:
    """Upload, a button, and what was found; nothing is trained."""
    st.markdown("### A trained model of yours", anchors=False)
    st.markdown(
        "Which symmetries does it have, which do these data have, and where do they differ? Nothing is trained."
    )
    file = st.file_uploader(
        "An ONNX file", type=["onnx"], key="own.model", max_upload_size=read_limits(run_store().home).upload_mb
    )
    st.caption(
        "Only ONNX, all weights inside: other formats can run code when they are opened. `torch.onnx.export` makes it "
        "from PyTorch, skl2onnx from scikit-learn. Best with rows that the model was not trained on."
    )
    asked = st.button(
        "Diagnose this model", icon=":material/stethoscope:", key="own.ask-model",
        disabled=file is None or not checked.can_start,
    )  # fmt: skip
    about = (saved.sha256, form.model_dump_json())
    if asked and file is not None:
        _ask(saved, form, file.name, file.getvalue(), about)
    wrong, found = (session.widget_value(key, (None, None)) for key in (_WRONG, _FOUND))
    if wrong[0] == about:
        complain(wrong[1])
    if found[0] == about:
        _show(found[1])


def _ask(saved: SavedDataset, form: DataForm, name: str, content: bytes, about: tuple[str, str]) -> None:
    values = form.settings()
    values["task"]["sha256"] = saved.sha256
    for key in (_FOUND, _WRONG):
        session.set_widget(key, (None, None))
    try:
        with st.spinner("Asking the model …", show_time=True):
            found = diagnose_upload(run_store().home, DiscoveryConfig.parse(values), name, content)
    except LieAugError as error:
        session.set_widget(_WRONG, (about, str(error)))
        return
    session.set_widget(_FOUND, (about, found))


def _show(found: ModelDiagnosis) -> None:
    st.markdown(f"**{plain(found.sentence)}**")
    explained = f"{plain(found.model)} explains {max(found.explained, 0):.1%} of the target on {found.rows:,} rows"
    st.caption(f"{explained}, asked in {found.seconds:.0f} s. {THROUGH_THE_MODEL}")
    if not found.findings:
        st.markdown("This action has no motions with a name, so that there is nothing to ask.")
        return
    if found.differences:
        st.markdown("#### Where they differ", anchors=False)
        st.markdown("\n".join(f"- {plain(one_sentence(sentence))}" for sentence in found.differences))
    rows = {
        "Symmetry": [plain(finding.name) for finding in found.findings],
        "The model": [model_words(finding) for finding in found.findings],
        "Misses by": [missed_words(finding) for finding in found.findings],
        "The data": [data_words(finding) for finding in found.findings],
        "Moved rows cost": [cost_words(finding) for finding in found.findings],
    }
    findings_table(rows, "model-table", "Which symmetries the model has and which the data have")
    undecided = undecided_words(found.findings)
    if undecided:
        with st.expander("What these data and this model cannot tell"):
            st.markdown("\n".join(f"- {plain(one_sentence(sentence))}" for sentence in undecided))
    _curves(found)
    st.download_button(
        "Everything as JSON", found.to_json(), "model-diagnosis.json", "application/json", key="own.model-json",
        icon=":material/download:",
    )  # fmt: skip


def _curves(found: ModelDiagnosis) -> None:
    """Both curves of one symmetry; the first at which model and data differ to begin with."""
    names = [finding.name for finding in found.findings]
    first = next((index for index, finding in enumerate(found.findings) if finding.difference), 0)
    chosen = st.selectbox("Curves of", names, index=first, key=f"own.model-curves-{'-'.join(names)}")
    finding = found.findings[names.index(chosen)]
    charts([model_error_figure(finding), model_cost_figure(finding)], key="model-curves", min_width=260)
    st.caption(plain(f"The model: {finding.model_reason}. The data: {finding.data_reason}."))

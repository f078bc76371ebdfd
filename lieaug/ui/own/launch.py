"""Step 5: how thoroughly, and go."""

from typing import Any

import streamlit as st

from lieaug.runs.datasets import SavedDataset
from lieaug.schema import DiscoveryConfig, ObjectiveWeights
from lieaug.tasks.own import DataForm, Preflight
from lieaug.ui.cards import PRESETS
from lieaug.ui.methods import choose_method
from lieaug.ui.start import TRAINING, form_section, show_other_errors, submit
from lieaug.ui.words import duration

SEARCH = ("generators", "parameterisation", "start", "anchor")  # action and output are those of step 2
CAN_DIAGNOSE = "battery" in DiscoveryConfig.model_fields


def launch(saved: SavedDataset, form: DataForm, checked: Preflight) -> None:
    """Preset, expected time, Start; nothing can start that the checks forbid."""
    values: dict[str, Any] = form.settings()
    values["task"]["sha256"] = saved.sha256
    values["preset"] = st.segmented_control(
        "How thoroughly?", PRESETS, default="quick", required=True, key="preset", bind="query-params",
        help=DiscoveryConfig.model_fields["preset"].description,
    )  # fmt: skip
    values["method"] = choose_method(own_data=True)
    ours = values["method"] == "ours"
    if checked.can_start and not ours:
        st.caption(":material/timer: the run says how much time is left")
    elif checked.can_start:
        times = [f"Start about {duration(checked.seconds)}"]
        if CAN_DIAGNOSE:
            times.insert(0, f"Diagnose about {duration(checked.diagnose_seconds)}")
        st.caption(f":material/timer: {', '.join(times)} on one processor core")
    else:
        st.caption(":red[:material/block: Step 4 says what has to be mended before this can start.]")
    with st.container(horizontal=True, vertical_alignment="center"):
        diagnose = CAN_DIAGNOSE and st.button(
            "Diagnose", type="primary", shortcut="Ctrl+Enter", icon=":material/stethoscope:", key="diagnose",
            disabled=not checked.can_start or not ours,
            help="Searches, and then tests each symmetry that people would expect by name: which holds, which would "
            "hurt, and what to augment with.",
        )  # fmt: skip
        start = st.button(
            "Start", type="secondary" if CAN_DIAGNOSE else "primary", icon=":material/play_arrow:", key="start-run",
            shortcut=None if CAN_DIAGNOSE else "Ctrl+Enter", disabled=not checked.can_start, help="Searches only.",
        )  # fmt: skip
        if CAN_DIAGNOSE:
            values["battery"] = diagnose
    with st.expander("Advanced"):
        values |= form_section("Search", DiscoveryConfig, SEARCH)
        values |= form_section("Training", DiscoveryConfig, TRAINING)
        values["weights"] = form_section("Weights", ObjectiveWeights, tuple(ObjectiveWeights.model_fields), "weights.")
    show_other_errors((*SEARCH, *TRAINING), ("weights.",))
    if start or diagnose:
        submit(values, title=saved.name)

"""Choosing a task and starting a discovery: two clicks, with everything else a drawer away."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from lieaug.errors import LieAugError
from lieaug.schema import DiscoveryConfig, ObjectiveWeights, Preset
from lieaug.tasks import AbstractTask
from lieaug.ui import navigation, session, teaching
from lieaug.ui.cards import PRESETS, expected_time, task_cards, task_named
from lieaug.ui.forms import field_errors, form_fields, label_of
from lieaug.ui.frame import explain
from lieaug.ui.glossary import term
from lieaug.ui.methods import choose_method
from lieaug.ui.store import run_store
from lieaug.ui.task_settings import remaining_fields, task_settings
from lieaug.ui.words import plain

SEARCH = ("action", "output", "generators", "parameterisation", "start", "anchor")
TRAINING = ("seeds", "seed", "steps", "batch_size", "device")


def choose_task() -> None:
    """The start page: cards, and the chosen task's settings below."""
    st.markdown("# Which symmetries does a task have?", anchors=False)
    st.markdown(
        "Choose a task, or bring your own data. LieAugmenter learns which continuous motions leave its answer alone, "
        f"how far they reach, and whether using them helps: its {term('symmetry', 'symmetries')}.",
    )
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="own-data"):
        st.markdown("**Your own data**  \n:gray[A table, arrays, molecules or images.]", width="stretch")
        if st.button("My data", icon=":material/upload_file:"):
            navigation.open_data()
    kind = session.requested_task()
    clicked = task_cards(kind)
    if clicked is not None and clicked != kind:
        session.set_errors({})
        navigation.open_task(clicked)
    task = task_named(kind)
    if task is not None and kind is not None:
        with st.container(border=True, key="settings"):
            _settings(kind, task)
    elif kind is not None:
        explain("There is no such task", f"expected one of the cards above, got {kind!r}; choose a card")


def _settings(kind: str, task: type[AbstractTask]) -> None:
    st.markdown(f"### {task.title}", anchors=False)
    left, right = st.columns(2, gap="medium")
    with left:
        values: dict[str, Any] = {"preset": _preset()}
        values["method"] = choose_method()
        takes = f"{expected_time(kind, values['preset'])} on one processor core"
        st.caption(f":material/timer: {takes if values['method'] == 'ours' else 'the run says how much time is left'}")
    with right:
        values["task"] = {"kind": kind, **task_settings(kind, task)}
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button("Start", type="primary", shortcut="Ctrl+Enter", icon=":material/play_arrow:", key="start-run")
        values["battery"] = st.button(
            "Diagnose", icon=":material/stethoscope:", key="diagnose",
            disabled=values["method"] != "ours",
            help="Searches as Start does, and then tests each symmetry that people would expect by name: which holds, "
            "which would hurt, and what to augment with. Takes about twice as long.",
        )  # fmt: skip
        with st.popover("What is known?", type="tertiary"):
            st.markdown(task.expectation)
    with st.container(key="advanced-hidden" if teaching.hidden("advanced") else "advanced"):
        _advanced(kind, task, values)
    show_other_errors((*SEARCH, *TRAINING), ("weights.", "task."))
    if start or values["battery"]:
        submit(values)


def _advanced(kind: str, task: type[AbstractTask], values: dict[str, Any]) -> None:
    """Everything that has no friendly control. Its values count also where a teacher's link hides it."""
    with st.expander("Advanced"):
        values["task"] |= form_section("Data", task, remaining_fields(kind, task), "task.")
        values |= form_section("Search", DiscoveryConfig, SEARCH)
        values |= form_section("Training", DiscoveryConfig, TRAINING)
        values["weights"] = form_section("Weights", ObjectiveWeights, tuple(ObjectiveWeights.model_fields), "weights.")


def _preset() -> Preset:
    return st.segmented_control(
        "How thoroughly?",
        PRESETS,
        default="quick",
        required=True,
        key="preset",
        bind="query-params",
        disabled=teaching.locked("preset"),
        help=DiscoveryConfig.model_fields["preset"].description,
    )


def form_section(title: str, model: Any, names: tuple[str, ...], prefix: str = "") -> dict[str, Any]:
    """Named fields below a small heading; nothing without any."""
    if not names:
        return {}
    st.markdown(f"**{title}**")
    return form_fields(model, names, prefix=prefix)


def show_other_errors(fields: tuple[str, ...], prefixes: tuple[str, ...]) -> None:
    """Errors that stand under no widget: of friendly controls, or of settings that contradict each other."""
    for name, message in session.errors().items():
        if name not in fields and not name.startswith(prefixes):
            explain("These settings do not fit together", plain(f"{label_of(name)}: {message}" if name else message))


def submit(values: dict[str, Any], *, title: str | None = None) -> None:
    """Starts a run and opens it; what is wrong with the values is kept for their widgets, or said here."""
    try:
        config = DiscoveryConfig.model_validate(values)
        run_id = run_store().submit(config, title=title)
    except ValidationError as error:
        session.set_errors(field_errors(error))
        st.rerun()
    except LieAugError as error:
        explain("The run could not be started", plain(str(error)))
        return
    session.set_errors({})
    navigation.open_run(run_id)

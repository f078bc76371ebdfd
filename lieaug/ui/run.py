"""One run, in whatever state it is."""

import streamlit as st

from lieaug.errors import RunNotFoundError, StoreError
from lieaug.runs.folder import RunFolder
from lieaug.schema import DiscoveryConfig, RunMeta, RunStatus
from lieaug.tasks import Table, Zoo
from lieaug.tasks.zoo import FAMILIES
from lieaug.ui import navigation, session
from lieaug.ui.frame import explain
from lieaug.ui.live import follow, show_progress_charts
from lieaug.ui.method_report import show_method_report
from lieaug.ui.report import show_report
from lieaug.ui.store import attempt, run_store
from lieaug.ui.study import study_links
from lieaug.ui.words import STATES, age, duration, one_sentence, plain

_WHAT_HAPPENED = {
    "cancelled": "was cancelled",
    "failed": "failed",
    "lost": "was interrupted",
    "finished": "is finished, but its result is missing",
}


_RESUMED = {True: "resumed from its last checkpoint", False: "resumed after the last model that was through"}


def show_run(requested: str) -> None:
    """Shows the run that the address names; "latest" is the newest."""
    folder = _found(requested)
    if folder is None:
        return
    try:
        meta, config, status = folder.meta(), folder.config(), folder.status()
    except StoreError as error:
        explain("This run cannot be read", str(error))
        return
    _header(meta, config, status)
    if not status.is_over:
        follow(folder, action_hint(config))
    elif status.state == "finished":
        _finished(folder, config, status)
    else:
        _ended_early(folder, config, status)


def action_hint(config: DiscoveryConfig) -> str | None:
    """The action as far as figures of a running run must know it (see `follow`); its result names it in full."""
    task = config.task
    if config.output == "learned":
        return None
    if config.action is not None:
        return config.action
    if isinstance(task, Zoo) and task.family in FAMILIES:
        return FAMILIES[task.family].action
    return task.action_hint


def _found(requested: str) -> RunFolder | None:
    store = run_store()
    try:
        return store.open(requested)
    except RunNotFoundError:
        pass
    newest = next(iter(store.list()), None)
    if newest is None and requested == "latest":
        row = explain("No run yet", "choose a task, and its run appears here")
    else:
        row = explain(
            "There is no such run",
            f"nothing here is called {plain(requested[:64])}; it was deleted, or the link is not whole",
        )
    if newest is not None and row.button(f"Open the latest: {plain(newest.title)}", type="primary"):
        navigation.open_run(newest.id)
    if row.button("Choose a task", type="secondary" if newest else "primary"):
        navigation.open_start()
    return None


def _header(meta: RunMeta, config: DiscoveryConfig, status: RunStatus) -> None:
    seeds = f"{config.seeds} seeds" if config.seeds > 1 else "1 seed"
    took = f" · took {duration(status.elapsed)}" if status.is_over and status.elapsed else ""
    with st.container(gap="xxsmall", key="run-header"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"# {plain(meta.title)}", anchors=False, width="content")
            if status.is_over:
                st.markdown(STATES[status.state].badge, width="content")
        again = f" · attempt {status.attempt}, {_RESUMED[config.method == 'ours']}" if status.attempt > 1 else ""
        st.caption(f"{meta.task} · {config.preset} · {seeds} · {age(meta.created)}{took}{again}")
        for note in status.notes:
            st.caption(f":material/info: {plain(one_sentence(note))}")


def _finished(folder: RunFolder, config: DiscoveryConfig, status: RunStatus) -> None:
    try:
        result, evidence = folder.result(), folder.evidence()
    except StoreError as error:
        explain("The result cannot be read", str(error))
        return
    other = folder.method_result() if result is None else None
    if other is not None:
        study_links(folder.id, method=True)
        show_method_report(folder, config, other)
    elif result is not None:
        session.study(folder.id)
        study_links(folder.id)
        show_report(folder, config, result, evidence)
    else:
        _ended_early(folder, config, status)


def _ended_early(folder: RunFolder, config: DiscoveryConfig, status: RunStatus) -> None:
    """Cancelled, failed or lost: what happened, what is kept, and how to go on."""
    sign = STATES[status.state]
    row = explain(f"This run {_WHAT_HAPPENED[status.state]}", plain(status.message or sign.meaning), icon=sign.icon)
    if status.is_resumable and row.button("Resume", type="primary", icon=":material/play_arrow:"):
        attempt(run_store().resume, folder.id)
        st.rerun()
    if row.button("Start anew"):
        if isinstance(config.task, Table):
            navigation.open_data((config.task.sha256 or "")[:16])
        navigation.open_task(config.task.kind)
    with row:
        st.page_link(
            navigation.log(), label="Log", icon=":material/list:", query_params={"run": folder.id, **session.carried()}
        )
    show_progress_charts(folder, action_hint(config))
    log = folder.log_tail(40)
    if log:
        with st.expander("Log"):
            st.code(log, language=None)

"""The log of one run, in whatever state it is: settings, attempts, what it took, its log, and how to run it again."""

from datetime import UTC, datetime

import streamlit as st

from lieaug.errors import LieAugError, StoreError
from lieaug.report import snippets
from lieaug.report.subject import data_hash
from lieaug.runs.folder import RunFolder
from lieaug.schema import DiscoveryConfig, RunMeta, RunStatus
from lieaug.tasks import Table
from lieaug.ui import navigation, session, teaching
from lieaug.ui.clone import clone_address
from lieaug.ui.frame import explain
from lieaug.ui.store import attempt, run_store
from lieaug.ui.study import study_links
from lieaug.ui.words import STATES, age, duration, plain

LINES = 300  # of the log


def show_log_page() -> None:
    folder = _found()
    if folder is None:
        return
    try:
        meta, config, status = folder.meta(), folder.config(), folder.status()
        result = folder.result()
    except StoreError as error:
        explain("This run cannot be read", plain(str(error)))
        return
    with st.container(gap="xxsmall", key="run-header"):
        st.markdown("# Log", anchors=False)
        with st.container(horizontal=True, vertical_alignment="center", key="run-line", gap="small"):
            st.markdown(STATES[status.state].badge, width="content")
            st.markdown(f"**{plain(meta.title)}** :gray[· {plain(meta.task)} · {age(meta.created)}]", width="content")
    if result is not None:
        study_links(folder.id)
    _go_on(folder, config, status)
    left, right = st.columns(2, gap="medium")
    with left:
        _facts("Course", _course(folder, meta, status))
    with right:
        _facts("Environment", _environment(meta, config, result.versions if result is not None else {}))
    for note in status.notes:
        st.caption(f":material/info: {plain(note)}")
    if status.message:
        st.caption(f":material/chat: {plain(status.message)}")
    _log(folder)
    if not teaching.hidden("code"):
        _again(config)


def _found() -> RunFolder | None:
    store = run_store()
    runs = store.list()
    asked = session.requested_run() or session.studied() or "latest"
    try:
        return store.open(asked)
    except LieAugError:
        st.markdown("# Log", anchors=False)
        row = explain(
            "There is no such run" if runs else "No run yet",
            f"nothing here is called {plain(asked[:64])}" if runs else "choose a task; its log appears here",
        )
        if runs and row.button(f"Show the latest: {plain(runs[0].title)}", type="primary"):
            session.show_run(runs[0].id)
            st.rerun()
        if not runs and row.button("Choose a task", type="primary"):
            navigation.open_start()
        return None


def _go_on(folder: RunFolder, config: DiscoveryConfig, status: RunStatus) -> None:
    """Resume what can be resumed; start a changed copy of anything."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if status.is_resumable and st.button("Resume", type="primary", icon=":material/play_arrow:"):
            attempt(run_store().resume, folder.id)
            navigation.open_run(folder.id)
        place = navigation.data() if isinstance(config.task, Table) else navigation.discover()
        st.page_link(
            place,
            label="Change and start a copy",
            icon=":material/content_copy:",
            query_params={**clone_address(config), **session.carried()},
            help="Opens the form with the settings of this run filled in; nothing starts by itself.",
        )


def _facts(title: str, rows: list[tuple[str, str]]) -> None:
    st.markdown(f"### {title}", anchors=False)
    st.markdown("\n".join(f"- **{name}:** {plain(value)}" for name, value in rows if value))


def _course(folder: RunFolder, meta: RunMeta, status: RunStatus) -> list[tuple[str, str]]:
    """How far it came, how often it was started, and what it took."""
    started = f"{datetime.fromtimestamp(status.started, UTC):%d %b %Y %H:%M:%S} UTC" if status.started else ""
    pace = f"{status.step / status.elapsed:.0f} steps a second" if status.elapsed and status.step else ""
    size = sum(path.stat().st_size for path in folder.path.rglob("*") if path.is_file())
    return [
        ("Created", f"{meta.created:%d %b %Y %H:%M:%S} UTC"),
        ("Attempts", f"{status.attempt or 1}"),
        ("Last attempt", started),
        ("Reached", f"step {status.step:,} of {status.total:,}, {status.stage or STATES[status.state].word}"),
        ("Time of work", duration(status.elapsed)),
        ("Pace", pace),
        ("Engine", meta.engine),
        ("Machine", status.host or ""),
        ("Folder", f"{size / 1e6:.1f} MB, {len(folder.snapshots())} snapshots"),
    ]


def _environment(meta: RunMeta, config: DiscoveryConfig, versions: dict[str, str]) -> list[tuple[str, str]]:
    """What it was made with, and the hash of what it was made from."""
    hash_ = data_hash(config)
    of = "of the file" if hash_.of == "file" else "of the settings and seed that the data come from"
    return [
        ("Run", meta.id),
        ("LieAugmenter", meta.code_version),
        *((name, version) for name, version in versions.items() if name != "lieaug"),
        ("Device", config.device),
        ("Data", f"SHA-256 {hash_.sha256} {of}"),
        ("Seeds", f"{config.seeds}, starting at {config.seed}"),
    ]


def _log(folder: RunFolder) -> None:
    st.markdown("### What it said", anchors=False)
    text = folder.log_tail(LINES)
    if text:
        st.code(text, language=None, height=320)
    else:
        st.caption("Nothing yet.")


def _again(config: DiscoveryConfig) -> None:
    st.markdown("### The same run again", anchors=False)
    terminal, notebook, settings = st.tabs(["On the command line", "In a notebook", "All settings"])
    terminal.code(snippets.command_line(config), language="bash", wrap_lines=True)
    notebook.code(snippets.notebook(config), language="python")
    settings.code(config.model_dump_json(indent=1), language="json")

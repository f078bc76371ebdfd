"""The only place that touches the session and the address; runs themselves live in their folders.

The address carries what a link must bring back (`run`, `runs`, `task`, `file`, and widgets bound to it); the session
only what may be lost with the tab: rows already read, deleted runs that can still be brought back, a message to show
once, and what is half filled in about the user's own data.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lieaug.runs.folder import RunFolder
from lieaug.runs.records import MetricsRow, superseded

CARRIED = ("hide", "lock", "class", "lesson", "step", "did", "votes")
"""Parameters of teacher's links (see `teaching.py`) and of the lesson that sent the reader."""


@dataclass
class _Reading:
    """What has been read of one run's metrics.jsonl so far."""

    run_id: str = ""
    place: int = 0
    rows: list[MetricsRow] = field(default_factory=list)


def requested_run() -> str | None:
    return st.query_params.get("run") or None


def show_run(run_id: str) -> None:
    """Puts the run into the address, and nothing else beside it but what a teacher's link carries."""
    st.query_params.from_dict({"run": run_id, **carried()})


def put_run(run_id: str) -> None:
    """Puts the run into the address beside what else it carries."""
    st.query_params["run"] = run_id


def study(run_id: str) -> None:
    """Remembers the run that this tab studies, for pages opened without one."""
    st.session_state["studied"] = run_id


def studied() -> str | None:
    return st.session_state.get("studied")


def leave_run() -> None:
    st.query_params.from_dict(carried())


def enter(page: st.Page) -> None:
    """Remembers which page is shown, for links that lead to it with other state."""
    st.session_state["page"] = page


def current_page() -> st.Page:
    return st.session_state["page"]


def is_bare_start() -> bool:
    """Whether this is the start page without any state: somebody just came in."""
    return current_page().url_path == "" and not st.query_params.to_dict()


def is_hidden(part: str) -> bool:
    """Whether the address asks to leave out a part of the frame or of a page, as in `hide=nav,chip,tour`."""
    return part in st.query_params.get("hide", "").split(",")


def requested_sweep() -> str | None:
    return st.query_params.get("sweep") or None


def requested_task() -> str | None:
    return st.query_params.get("task")


def choose_task(kind: str) -> None:
    """Puts the task into the address, without the settings of another one."""
    if requested_task() != kind:
        st.query_params.from_dict({"task": kind, **carried()})


def requested_runs() -> list[str]:
    return [part for part in st.query_params.get("runs", "").split(",") if part]


def open_next(run_id: str) -> None:
    """Keeps the run that was chosen in a figure until the page runs again, which then leads to it. For callbacks."""
    st.session_state["opened"] = run_id


def take_opened() -> str | None:
    return st.session_state.pop("opened", None)


def compare(run_ids: Iterable[str]) -> None:
    st.query_params["runs"] = ",".join(run_ids)


def metrics_of(folder: RunFolder) -> list[MetricsRow]:
    """All rows of a run; only those written since the last look are read."""
    reading: _Reading = st.session_state.setdefault("reading", _Reading())
    if reading.run_id != folder.id:
        reading = st.session_state["reading"] = _Reading(folder.id)
    later, reading.place = folder.metrics(reading.place)
    reading.rows = superseded(reading.rows, later)
    return reading.rows


def remember_deleted(run_ids: Sequence[str]) -> None:
    st.session_state["deleted"] = list(run_ids)


def deleted() -> list[str]:
    """The runs that were deleted last in this tab."""
    return st.session_state.get("deleted", [])


def say(message: str) -> None:
    """Keeps a message for the next run of the page, where it is shown once."""
    st.session_state["message"] = message


def take_message() -> str | None:
    return st.session_state.pop("message", None)


def set_errors(errors: dict[str, str]) -> None:
    """Keeps what the last attempt to start found wrong, by field, for the task or file that was to be started."""
    st.session_state["errors"] = (requested_task(), requested_file(), errors)


def errors() -> dict[str, str]:
    """What was wrong with the task or file that the address names; what was wrong elsewhere is of no concern."""
    task, file_id, found = st.session_state.get("errors", (None, None, {}))
    return found if (task, file_id) == (requested_task(), requested_file()) else {}


def requested_file() -> str | None:
    """The id of the user's file that the address names."""
    return st.query_params.get("file") or None


def is_file_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", text) is not None


def show_file(file_id: str | None) -> None:
    """Puts a file of the user's into the address, or none, and nothing else beside it."""
    st.query_params.from_dict({**({"file": file_id} if file_id else {}), **carried()})
    st.session_state["uploads"] = uploads() + 1
    set_upload_error(None)


def uploads() -> int:
    """How often a file was chosen in this tab; an uploader named after it starts empty after each."""
    return st.session_state.get("uploads", 0)


def set_upload_error(message: str | None) -> None:
    """Keeps what was wrong with the last file, to be said where it was handed over."""
    st.session_state["upload_error"] = message


def upload_error() -> str | None:
    return st.session_state.get("upload_error")


def widget_value(key: str, default: Any = None) -> Any:
    """What a widget holds, also before it is drawn again."""
    return st.session_state.get(key, default)


def told(key: str, name: str) -> dict[str, Any]:
    """What a component has just told under a name; in its callback."""
    return dict(st.session_state[key][name])


def set_widget(key: str, value: Any) -> None:
    """Fills in a widget; allowed before it is drawn, and in callbacks."""
    st.session_state[key] = value


def widget_keys() -> set[str]:
    """Keys of everything that is filled in and still there."""
    return {str(key) for key in st.session_state}


def carried() -> dict[str, str]:
    """What every link within the app hands on, so that a class stays where its teacher's link has put it."""
    return {name: st.query_params[name] for name in CARRIED if name in st.query_params}


def in_address(name: str) -> str | None:
    return st.query_params.get(name)


def names_in_address() -> list[str]:
    return list(st.query_params)


def put_in_address(**values: str) -> None:
    """Puts values into the address beside what else it carries; an empty one is taken out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        else:
            take_from_address(name)


def take_from_address(name: str) -> None:
    if name in st.query_params:
        del st.query_params[name]


def keep_in_address(names: Iterable[str]) -> None:
    """Takes everything else out of the address."""
    for name in set(st.query_params) - set(names):
        del st.query_params[name]

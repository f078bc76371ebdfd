"""Step 1: a file dragged in, a sample, or one that was kept before; and a look into it."""

from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

from lieaug.errors import LieAugError
from lieaug.figures.canvas import number
from lieaug.runs.datasets import SavedDataset, delete_dataset, list_datasets
from lieaug.runs.limits import read_limits
from lieaug.runs.uploads import keep_file, keep_upload
from lieaug.tasks.own import Column, Preview
from lieaug.tasks.readers.formats import SUFFIXES
from lieaug.ui import session
from lieaug.ui.frame import ASSETS
from lieaug.ui.own.columns import complain
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import age, plain

SAMPLES: dict[str, str] = {
    "hurricanes.csv": "Storm tracks",
    "water.extxyz": "Molecules",
    "digits.zip": "Digits as images",
}
"""Files in assets/data that can be tried; those that are not there are not offered."""

KEPT_SHOWN = 6
_KINDS = {
    "number": "numbers", "integer": "integers", "truth": "yes or no", "text": "text", "date": "dates",
    "vector": "vectors",
}  # fmt: skip


def choose_file() -> None:
    """Uploader, samples, and what was kept."""
    key = f"own.upload-{session.uploads()}"
    st.file_uploader(
        "Drag a file here, or choose one", type=[suffix[1:] for suffix in SUFFIXES], key=key, on_change=_upload,
        args=(key,), max_upload_size=read_limits(run_store().home).upload_mb,
    )  # fmt: skip
    st.caption(
        "A table with names in its first line, arrays x and y (.npz), molecules (.xyz), or a .zip archive of images "
        "with one folder per class or a table labels.csv."
    )
    if message := session.upload_error():
        complain(message)
    samples = [name for name in SAMPLES if (ASSETS / "data" / name).exists()]
    if samples:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Or try a sample:", width="content")
            for name in samples:
                st.button(SAMPLES[name], key=f"own.sample-{name}", on_click=_keep, args=(ASSETS / "data" / name,))
    _kept()


def _upload(key: str) -> None:
    file = session.widget_value(key)
    session.set_upload_error(None)
    if file is None:
        return
    try:
        saved = keep_upload(run_store().home, file.name, file)
    except LieAugError as error:
        session.set_upload_error(str(error))
        return
    session.show_file(saved.id)


def _keep(path: Path) -> None:
    try:
        session.show_file(keep_file(run_store().home, path).id)
    except LieAugError as error:
        session.set_upload_error(str(error))


def _kept() -> None:
    kept = list_datasets(run_store().home)
    shown = session.requested_file()
    others = [saved for saved in kept if saved.id != shown]
    if not others:
        return
    st.markdown("**Kept from before**")
    for saved in others[:KEPT_SHOWN]:
        _kept_row(saved)
    if len(others) > KEPT_SHOWN:
        with st.expander(f"{len(others) - KEPT_SHOWN} older"):
            for saved in others[KEPT_SHOWN:]:
                _kept_row(saved)


def _kept_row(saved: SavedDataset) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"kept-{saved.id}"):
        st.markdown(
            f"{plain(saved.name)}  \n:gray[:small[{saved.rows:,} rows{_asked(saved)} · {age(saved.created)}]]",
            width="stretch",
        )
        st.button("Open", key=f"own.open-{saved.id}", on_click=session.show_file, args=(saved.id,))
        with st.popover("Delete", icon=":material/delete:", type="tertiary"):
            st.markdown("Delete the copy kept here? Your own file stays, and so do finished runs.")
            st.button(
                "Delete", key=f"own.delete-{saved.id}", type="primary", on_click=attempt,
                args=(delete_dataset, run_store().home, saved.id),
            )  # fmt: skip


def _asked(saved: SavedDataset) -> str:
    target = ", ".join(saved.form.target)
    return f" · predicts {plain(target[:60])}" if target else ""


def show_file(saved: SavedDataset, preview: Preview) -> None:
    """Name, size and first rows of the file at hand, and a way to another one."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{plain(saved.name)}**  \n:gray[{_in_short(preview)}]", width="stretch")
        st.button("Another file", icon=":material/folder_open:", on_click=session.show_file, args=(None,))
    for warning in preview.warnings:
        st.caption(f":material/info: {plain(warning)}")
    if not preview.columns:
        return
    if preview.format == "images":  # their first labels are all of one class
        _show_columns(preview)
        return
    first, about = st.tabs(["First rows", "Columns"])
    with first:
        rows = pd.DataFrame(preview.first_rows, columns=[column.name for column in preview.columns])
        st.dataframe(rows, hide_index=True, height=_table_height(min(len(rows), 6)), alt=f"First {len(rows)} rows")
    with about:
        _show_columns(preview)


def _show_columns(preview: Preview) -> None:
    height = _table_height(min(len(preview.columns), 6))
    st.dataframe(column_table(preview), hide_index=True, height=height, alt="What the columns hold")


def _in_short(preview: Preview) -> str:
    """6,000 rows · 7 columns: 6 numbers, 1 text · 12 values missing · separated by ','."""
    counted = Counter(column.kind for column in preview.columns)
    kinds = ", ".join(f"{count} of {_KINDS[kind]}" for kind, count in counted.items())
    missing = sum(column.missing for column in preview.columns)
    parts = [
        f"{preview.rows:,} rows",
        f"{len(preview.columns)} column{'s' if len(preview.columns) != 1 else ''}: {kinds}" if kinds else "",
        f"{missing:,} values missing" if missing else "nothing missing",
        plain(preview.reading),
    ]
    return " · ".join(part for part in parts if part)


def column_table(preview: Preview) -> pd.DataFrame:
    """Kind, gaps, different values and range of every column."""
    return pd.DataFrame(
        {
            "Column": [column.name for column in preview.columns],
            "Kind": [_kind(column) for column in preview.columns],
            "Missing": [f"{column.missing:,}" if column.missing else "–" for column in preview.columns],
            "Different": [f"{column.distinct:,}" for column in preview.columns],
            "Range": [_range(column) for column in preview.columns],
        }
    )


def _kind(column: Column) -> str:
    return f"vector of {column.width}" if column.kind == "vector" else _KINDS[column.kind]


def _range(column: Column) -> str:
    if column.lowest is None or column.highest is None:
        return ", ".join(column.examples[:3])
    return f"{number(column.lowest, 3)} to {number(column.highest, 3)}".replace("-", "−")


def _table_height(rows: int) -> int:
    return 36 + 35 * max(rows, 1)

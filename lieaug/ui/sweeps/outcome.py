"""What came out of a sweep: a line for each combination of settings with its spread over seeds, and files to take."""

import io
from collections.abc import Callable

import pandas as pd
import streamlit as st

from lieaug.figures.canvas import number
from lieaug.runs.sweeps import Sweep, Sweeps
from lieaug.ui.tables import findings_table
from lieaug.ui.words import VERDICTS


def outcome_table(sweeps: Sweeps, sweep: Sweep) -> None:
    """Verdicts, angles and errors by row of the grid; nothing before the first run is finished."""
    table = sweeps.table(sweep)
    if "verdict" not in table or table["verdict"].isna().all():
        return
    st.markdown("### Outcome", anchors=False, help="Means over the finished seeds of each row, ± standard deviation.")
    names = [name for name in sweep.cells[0].settings if name in table]
    groups = list(table.groupby(names, sort=False, dropna=False))
    rows: dict[str, list[str]] = {
        "": [" · ".join(map(str, key if isinstance(key, tuple) else (key,))) for key, _ in groups],
        "Verdicts": [_verdicts(rows) for _, rows in groups],
        "Dimension": [_spread(rows, "dimension") for _, rows in groups],
        "Angle to the truth [°]": [_spread(rows, "angle_degrees") for _, rows in groups],
        "Error with": [_spread(rows, "with") for _, rows in groups],
        "Error without": [_spread(rows, "without") for _, rows in groups],
        "CPU time [s]": [_spread(rows, "seconds") for _, rows in groups],
    }
    findings_table(rows, "sweep-outcome", "Verdicts, dimensions, angles and errors of every row of the grid")
    st.caption("**Error:** mean squared error or accuracy on held-out data, with the learned augmentation and without.")
    with st.container(horizontal=True):
        for label, ending, kind, write in (
            ("Table as Parquet", "parquet", "application/vnd.apache.parquet", _parquet),
            ("Table as CSV", "csv", "text/csv", _csv),
        ):
            st.download_button(
                label, _later(write, table), f"{sweep.id}.{ending}", kind, on_click="ignore", icon=":material/download:"
            )


def _later(write: Callable[[pd.DataFrame], bytes], table: pd.DataFrame) -> Callable[[], bytes]:
    return lambda: write(table)


def _parquet(table: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    return buffer.getvalue()


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False).encode()


def _verdicts(rows: pd.DataFrame) -> str:
    counts = rows["verdict"].value_counts()
    return " ".join(f"{counts[verdict]} {sign.badge}" for verdict, sign in VERDICTS.items() if verdict in counts)


def _spread(rows: pd.DataFrame, column: str) -> str:
    values = pd.to_numeric(rows[column], errors="coerce").dropna() if column in rows else pd.Series(dtype=float)
    if values.empty:
        return "–"
    mean = number(float(values.mean()), 3)
    return f"{mean} ± {number(float(values.std()))}" if len(values) > 1 and values.std() > 0 else mean

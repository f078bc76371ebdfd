"""What came out of a sweep: a line for each combination of settings with its spread over seeds, and files to take."""

import io
import math
from collections import Counter
from collections.abc import Callable
from statistics import mean, stdev

import pandas as pd
import streamlit as st

from lieaug.figures.canvas import number
from lieaug.runs.sweeps import Sweep, Sweeps
from lieaug.ui.tables import findings_table
from lieaug.ui.words import VERDICTS


def outcome_table(sweeps: Sweeps, sweep: Sweep) -> None:
    """Verdicts, angles and errors by row of the grid; nothing before the first run is finished."""
    table = sweeps.table(sweep)
    if "verdict" not in table:
        return
    st.markdown("### Outcome", anchors=False, help="Means over the finished seeds of each row, ± standard deviation.")
    names = [name for name in sweep.cells[0].settings if name in table]
    groups = list(table.groupby(names, sort=False, dropna=False))
    rows: dict[str, list[str]] = {
        "": [" · ".join(map(str, key if isinstance(key, tuple) else (key,))) for key, _ in groups],
        "Verdicts": [_verdicts(rows) for _, rows in groups],
        "Dimension": [_dimensions(rows) for _, rows in groups],
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
    counts = Counter(rows["verdict"].tolist())
    said = ", ".join(f"{counts[verdict]} {sign.word}" for verdict, sign in VERDICTS.items() if counts[verdict])
    return said or ("gives none" if _numbers(rows, "dimension") else "–")


def _dimensions(rows: pd.DataFrame) -> str:
    """The dimension that all found, or how often each was found."""
    counts = Counter(int(value) for value in _numbers(rows, "dimension"))
    if len(counts) == 1:
        return str(next(iter(counts)))
    return ", ".join(f"{dimension} ({count}×)" for dimension, count in counts.most_common()) or "–"


def _spread(rows: pd.DataFrame, column: str) -> str:
    values = _numbers(rows, column)
    if not values:
        return "–"
    centre = mean(values)
    spread = stdev(values) if len(values) > 1 else 0.0
    return f"{number(centre, 3)} ± {number(spread)}" if spread > 1e-9 * abs(centre) else number(centre, 3)


def _numbers(rows: pd.DataFrame, column: str) -> list[float]:
    """What is known of a column."""
    values: list[float | None] = rows[column].tolist() if column in rows else []
    return [float(value) for value in values if value is not None and not math.isnan(value)]

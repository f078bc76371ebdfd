"""Friendly controls for what makes a task interesting; the other fields wait under Advanced."""

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st

from lieaug.tasks import AbstractTask
from lieaug.ui import teaching
from lieaug.ui.forms import form_fields

Settings = dict[str, Any]


def _springs(task: type[AbstractTask]) -> Settings:
    axes = "xyz"[: len(task.model_fields["stiffness"].default)]
    with st.grid("auto", min_column_width=140):
        values = [
            st.slider(
                f"Stiffness along {axis}",
                0.5,
                4.0,
                1.0,
                0.25,
                key=f"k{axis}",
                bind="query-params",
                disabled=teaching.locked("settings"),
            )
            for axis in axes
        ]
    return {"stiffness": tuple(values)}


def _turning(_task: type[AbstractTask]) -> Settings:
    angle = st.slider(
        "Digits are turned by up to this angle, either way",
        0, 180, 180, 5, format="±%d°", key="rotation", bind="query-params", disabled=teaching.locked("settings"),
    )  # fmt: skip
    return {"rotation": float(angle)}


def _digits(task: type[AbstractTask]) -> Settings:
    warp = st.segmented_control(
        "How digits are moved",
        get_args(task.model_fields["warp"].annotation),
        default="rotation",
        required=True,
        key="warp",
        bind="query-params",
        disabled=teaching.locked("settings"),
    )
    if warp == "rotation":
        return {"warp": warp, **_turning(task)}
    strength = st.slider(
        "How strongly",
        0.1,
        1.0,
        0.3,
        0.1,
        format="%.1f",
        key="strength",
        bind="query-params",
        disabled=teaching.locked("settings"),
    )
    return {"warp": warp, "strength": strength}


def _turned_sixes(_task: type[AbstractTask]) -> Settings:
    angle = st.slider(
        "Sixes and nines are turned by up to this angle, either way",
        0, 80, 45, 5, format="±%d°", key="rotation", bind="query-params", disabled=teaching.locked("settings"),
    )  # fmt: skip
    return {"rotation": float(angle)}


def _own_fields(task: type[AbstractTask]) -> Settings:
    return form_fields(task, COVERED[str(task.model_fields["kind"].default)], prefix="task.")


def _switches(task: type[AbstractTask]) -> Settings:
    st.caption("Switch something on and see which symmetries it breaks.")
    return _own_fields(task)


CONTROLS: dict[str, Callable[[type[AbstractTask]], Settings]] = {
    "oscillator-2d": _springs,
    "oscillator-3d": _springs,
    "mnist": _digits,
    "six-nine": _turned_sixes,
    "qm9": _own_fields,
    "jets": _own_fields,
    "zoo": _own_fields,
    "binary": _switches,
    "three-body": _switches,
    "charged": _switches,
    "springs": _switches,
    "central": _switches,
}
COVERED: dict[str, tuple[str, ...]] = {
    "oscillator-2d": ("stiffness",),
    "oscillator-3d": ("stiffness",),
    "mnist": ("warp", "rotation", "strength"),
    "six-nine": ("rotation",),
    "qm9": ("target", "translations", "poses"),
    "jets": ("target", "observers"),
    "binary": ("points", "field", "anisotropy", "fixed_sun", "drag"),
    "three-body": ("points", "field", "anisotropy", "fixed_sun", "drag"),
    "charged": ("field", "anisotropy", "magnetic_field", "fixed_sun", "drag"),
    "springs": ("field", "anisotropy", "fixed_sun", "drag"),
    "central": ("field", "anisotropy", "fixed_sun", "drag"),
    "zoo": ("family", "rows", "equivariant", "conjugated", "broken", "noise"),
}
"""The fields that a task's own controls set."""


def task_settings(kind: str, task: type[AbstractTask]) -> Settings:
    """Shows the task's own controls, if it has any, and returns their values."""
    return CONTROLS[kind](task) if kind in CONTROLS else {}


def remaining_fields(kind: str, task: type[AbstractTask]) -> tuple[str, ...]:
    """Fields that no friendly control covers."""
    return tuple(name for name in task.model_fields if name not in ("kind", *COVERED.get(kind, ())))

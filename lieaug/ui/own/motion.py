"""Step 3: what the action does to the first examples, moved by hand."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from jaxtyping import Float
from numpy import ndarray

from lieaug.errors import LieAugError
from lieaug.figures import motion as figures
from lieaug.figures import motion_in_space
from lieaug.figures.canvas import number
from lieaug.tasks.own import DataForm, Motion, motions_of, preview_motion
from lieaug.tasks.own.sample import FirstExamples, first_examples
from lieaug.tasks.own.shown import bounds, shown_size, shown_slices, spread, vectors_in
from lieaug.tasks.own.terms import takes_clouds, takes_images
from lieaug.ui.chart import charts
from lieaug.ui.own.columns import complain
from lieaug.ui.words import plain

MOST_VECTORS = 12  # in one picture
PICTURES = 5


@dataclass(frozen=True)
class _Scale:
    """How the size of a motion is asked for: from -most to most, `unit` of t a step of 1, and what it is called."""

    label: str
    most: float
    start: float
    step: float
    unit: float = 1.0
    format: str = "%.2f"


SCALES: dict[Motion, _Scale] = {
    "rotation": _Scale("Angle", 180.0, 40.0, 5.0, math.pi / 180, "%d°"),
    "scaling": _Scale("Logarithm of the scale", 1.0, 0.4, 0.05),
    "translation": _Scale("Shift, in widths of the data", 2.0, 1.0, 0.1, format="%.1f"),
    "shear": _Scale("Shear", 1.0, 0.5, 0.05),
    "boost": _Scale("Rapidity", 1.5, 0.8, 0.05),
    "perspective": _Scale("Tilt", 0.8, 0.4, 0.05),
}


@st.fragment
def show_motion(sha256: str, form: DataForm) -> None:
    """A motion to choose, its size on a slider, and the first examples before and after."""
    try:
        examples = _first(sha256, form.model_copy(update={"group_column": None, "missing": "refuse"}))
    except LieAugError as error:
        complain(str(error))
        return
    picture, controls = st.columns([3, 2], gap="medium")
    with controls:
        name, t = _controls(form, examples)
        st.markdown(_promise(form))
        if not takes_images(form.action) and not takes_clouds(form.action):
            _numbers(form, examples, name, t)
    with picture:
        charts(_pictures(form, examples, name, t), key="motion")


@st.cache_data(show_spinner=False, max_entries=32)
def _first(sha256: str, form: DataForm) -> FirstExamples:
    return first_examples(form)


def _controls(form: DataForm, examples: FirstExamples) -> tuple[Motion, float]:
    """The motion and its size t."""
    motions = motions_of(form.action)
    name: Motion = st.segmented_control(
        "Move them by a", motions, default=motions[0], required=True, key=f"own.motion-{'-'.join(motions)}",
    )  # fmt: skip
    scale = SCALES[name]
    unit = scale.unit
    if name == "translation":
        unit = 0.5 if takes_images(form.action) else spread(_places(form, examples))
    value = st.slider(
        scale.label, -scale.most, scale.most, scale.start, scale.step, format=scale.format, key=f"own.size-{name}"
    )
    return name, value * unit


def _places(form: DataForm, examples: FirstExamples) -> Float[ndarray, "*vectors size"]:
    if takes_clouds(form.action):
        return examples.x[..., :3][examples.x[..., 3] > 0]
    return vectors_in(examples.x, shown_slices(form.action, shown_size(form.action)))


def _promise(form: DataForm) -> str:
    """What a symmetry would mean for the target."""
    what = plain(", ".join(form.target)) if form.target and form.format != "npz" else "the target"
    if form.does in ("vector", "point"):
        return f"If this is a symmetry of your task, **{what}** moves along with the input, as the picture shows."
    return f"If this is a symmetry of your task, **{what}** stays what it is while the input moves."


def _numbers(form: DataForm, examples: FirstExamples, name: Motion, t: float) -> None:
    moved = preview_motion(examples.x[:1], form.action, name, t)[0]
    names = form.columns or tuple(f"x[{index}]" for index in range(len(moved)))
    with st.expander("The first row in numbers"):
        table = {
            "Column": names,
            "Before": [number(value, 4) for value in examples.x[0]],
            "After": [number(value, 4) for value in moved],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, alt="The first row before and after the motion")


def _pictures(form: DataForm, examples: FirstExamples, name: Motion, t: float) -> list[go.Figure]:
    """One picture, or one of places and one of vectors, whose units differ."""
    if not len(examples.x):
        return []
    if takes_images(form.action):
        images = examples.x[:PICTURES]
        return [figures.pictures(images, preview_motion(images, form.action, name, t))]
    if takes_clouds(form.action):
        return [_molecule(form, examples, name, t)]
    kinds = (True, False) if ".affine" in form.action else (False,)
    found = (_vectors(form, examples, name, t, places=places) for places in kinds)
    return [figure for figure in found if figure is not None]


def _molecule(form: DataForm, examples: FirstExamples, name: Motion, t: float) -> go.Figure:
    cloud = examples.x[:1]
    present = cloud[0, :, 3] > 0
    moved = preview_motion(cloud, form.action, name, t)[0, present, :3]
    before = cloud[0, present, :3]
    kinds = cloud[0, present, 4:].argmax(axis=1) if cloud.shape[2] > 4 else np.zeros(len(before), int)
    arrows = None
    if examples.y is not None and examples.y.shape[1] % 3 == 0:
        count = examples.y.shape[1] // 3
        targets = examples.y[:1]
        turned = preview_motion(targets, f"{count}*vec3", name, t) if name != "translation" else targets
        longest = max(float(np.linalg.norm(targets.reshape(count, 3), axis=1).max()), 1e-12)
        length = float(np.abs(before).max()) / longest  # as long as the molecule is wide
        arrows = (targets.reshape(count, 3) * length, turned.reshape(count, 3) * length)
    return motion_in_space.molecule(
        before,
        moved,
        kinds=kinds.tolist(),
        bonds=motion_in_space.bonds_between(before),
        reach=1.6 * max(float(np.abs(before).max()), 1e-6),
        arrows=arrows,
    )


def _vectors(form: DataForm, examples: FirstExamples, name: Motion, t: float, *, places: bool) -> go.Figure | None:
    size = shown_size(form.action)
    inputs = shown_slices(form.action, size, places=places)[:MOST_VECTORS]
    if size < 2 or not inputs:
        return None
    alike = examples.y is not None and (form.does == "point") == places
    outputs = shown_slices(form.output, size)[:MOST_VECTORS] if alike else []
    rows = max(MOST_VECTORS // (len(inputs) + len(outputs)), 1)
    x, y = examples.x[:rows], None if examples.y is None else examples.y[:rows]

    def moved_by(t: float) -> Float[ndarray, "rows vectors entries"]:
        vectors = vectors_in(preview_motion(x, form.action, name, t), inputs)
        if y is not None and outputs and name in motions_of(form.output):
            targets = vectors_in(preview_motion(y, form.output, name, t), outputs)
        elif y is not None and outputs:
            targets = vectors_in(y, outputs)
        else:
            return vectors[..., axes]
        return np.concatenate([vectors, _fitted(targets, vectors_in(x, inputs), form)], axis=1)[..., axes]

    axes = _axes(name, size)
    scale = SCALES[name]
    most = scale.most * (spread(vectors_in(x, inputs)) if name == "translation" else scale.unit)
    named = [_columns_of(form, part) for part in inputs]
    outputs_named = [", ".join(form.target[part]) or "target" for part in outputs]
    return _drawn(
        moved_by(0.0),
        moved_by(t),
        bounds(moved_by, -most, most),
        axes=[_axis_name(named, axis) for axis in axes],
        names=[", ".join(names) for names in named] + [f"{names} (target)" for names in outputs_named],
        target=len(inputs) if outputs else None,
        places=places,
    )


def _fitted(
    targets: Float[ndarray, "rows vectors size"], inputs: Float[ndarray, "rows vectors size"], form: DataForm
) -> Float[ndarray, "rows vectors size"]:
    """Target vectors as long as the inputs, for they may have other units; points are in the units of the inputs."""
    if form.does == "point":
        return targets
    longest = float(np.abs(targets).max())
    return targets * (float(np.abs(inputs).max()) / longest if longest > 0 else 1.0)


def _axes(name: Motion, size: int) -> list[int]:
    """The entries that a picture shows."""
    if size <= 3:
        return list(range(size))
    return [1, 0] if name == "boost" else [1, 2] if size == 4 else [0, 1]


def _columns_of(form: DataForm, part: slice) -> tuple[str, ...]:
    return form.columns[part] or tuple(f"x[{index}]" for index in range(part.start, part.stop))


def _axis_name(vectors: list[tuple[str, ...]], axis: int) -> str:
    return f"{vectors[0][axis]}, …" if len(vectors) > 1 else vectors[0][axis]


def _drawn(
    before: ndarray,
    after: ndarray,
    box: ndarray,
    *,
    axes: list[str],
    names: list[str],
    target: int | None,
    places: bool,
) -> go.Figure:
    reach = 1.08 * max(float(np.abs(box).max()), 1e-12)
    if before.shape[-1] == 3:
        return motion_in_space.in_space(
            before, after, reach=reach, arrows=not places, axes=axes, names=names, target=target
        )
    across, up = axes
    if not places:
        return figures.arrows_in_plane(before, after, reach=reach, axes=(across, up), names=names, target=target)
    margin = 0.06 * np.ptp(box, axis=1).max()
    (left, right), (low, high) = [(float(low - margin), float(high + margin)) for low, high in box]
    window = ((left, right), (low, high))
    return figures.points_in_plane(before, after, window=window, axes=(across, up), names=names, target=target)

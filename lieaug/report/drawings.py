"""The report's pictures, drawn as SVG from the same numbers as the figures of the page."""

import base64
import io
import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray
from PIL import Image

from lieaug.figures.names import coordinate_names, is_homogeneous, is_projective, motion_name, multiple_of_pi, number
from lieaug.figures.theme import BLUE, DIVERGING, SLATE, VERDICT_COLOURS, VERMILION
from lieaug.figures.words import class_reach, reach
from lieaug.report import svg
from lieaug.report.equivariance import EquivarianceErrors
from lieaug.report.gain import share_words
from lieaug.report.quadrants import Placed
from lieaug.schema import Curve, GeneratorFinding

WIDTH, HEIGHT = 290, 170
CELL, MOST_NUMBERS = 44, 4
MOST_CLASSES = 20
LARGEST_RATIO, SMALLEST_RATIO = 2.0, 0.5  # an axis shows at least these, so that noise does not look like a mountain


def curve_drawing(curve: Curve, finding: GeneratorFinding, null_band: tuple[float, float]) -> str:
    """Loss ratio over t, with its bootstrap band over the null band."""
    low = 0.9 * min(max(min(*curve.low, null_band[0]), 1e-6), SMALLEST_RATIO)
    high = 1.1 * max(*curve.high, null_band[1], LARGEST_RATIO)
    axes = svg.Axes(WIDTH, HEIGHT, (curve.t[0], curve.t[-1]), (low, high), log=True)
    colour = VERDICT_COLOURS[finding.verdict]
    top, bottom = axes.y(null_band[1]), axes.y(null_band[0])
    left, right = axes.x(curve.t[0]), axes.x(curve.t[-1])
    name = motion_name(curve.generator, finding.name)
    parts = [
        svg.box((left, top), (right - left, bottom - top), SLATE, opacity=0.2),
        axes.frame(
            _t_ticks(curve.t, finding.compact), _ratio_ticks(low, high), _t_title(finding.compact), "loss ratio"
        ),
        svg.area([*axes.points(curve.t, curve.high), *reversed(axes.points(curve.t, curve.low))], colour, 0.25),
        svg.path(axes.points(curve.t, curve.loss_ratio), colour),
    ]
    alt = f"Held-out loss ratio of {name} over t; it holds: {reach(finding)}"
    return svg.drawing(parts, WIDTH, HEIGHT, alt)


def equivariance_drawing(errors: EquivarianceErrors, finding: GeneratorFinding) -> str:
    """The equivariance error over t, with and without the learned augmentation."""
    top = max(float(errors.plain.max()), float(errors.with_.max()), 0.1) * 1.1
    t = errors.t.tolist()
    axes = svg.Axes(WIDTH, HEIGHT, (t[0], t[-1]), (0.0, top))
    step = 10.0 ** math.floor(math.log10(top / 2))
    step = next(step * factor for factor in (1, 2, 5, 10) if top / (step * factor) <= 5)
    ticks = [(value, f"{value:.0%}") for value in np.arange(0.0, top, step).tolist()]
    parts = [
        axes.frame(_t_ticks(t, finding.compact), ticks, _t_title(finding.compact), "equivariance error"),
        svg.path(axes.points(t, errors.plain.tolist()), VERMILION, dash="5 3"),
        svg.path(axes.points(t, errors.with_.tolist()), BLUE),
    ]
    name = motion_name(errors.generator, finding.name)
    return svg.drawing(parts, WIDTH, HEIGHT, f"Equivariance error along {name}: {error_words(errors)}")


def error_words(errors: EquivarianceErrors) -> str:
    return f"{share_words(errors.mean_plain)} without, {share_words(errors.mean_with)} with the learned augmentation"


def heatmap_drawing(matrix: Sequence[Sequence[float]], action: str, alt: str) -> str:
    """A generator's matrix; with numbers where they have room."""
    affine = is_homogeneous(action)
    values = np.array(matrix, dtype=float)[: -1 if affine else None]  # the constant 1 never changes
    rows, columns = values.shape
    cell = CELL if columns <= MOST_NUMBERS else max(176 // columns, 14)
    limit = float(np.abs(values).max()) or 1.0
    names = coordinate_names(columns, homogeneous=affine, projective=is_projective(action))
    parts = [svg.text(name, (24 + (j + 0.5) * cell, 11), anchor="middle") for j, name in enumerate(names)]
    parts += [svg.text(f"d{names[i]}", (20, 18 + (i + 0.6) * cell), anchor="end") for i in range(rows)]
    for (i, j), value in np.ndenumerate(values):
        shade = DIVERGING[min(int((value / limit + 1) / 2 * len(DIVERGING)), len(DIVERGING) - 1)]
        parts.append(svg.box((24 + j * cell, 16 + i * cell), (cell - 2, cell - 2), shade))
        if columns <= MOST_NUMBERS:
            strong = abs(value) > 0.55 * limit
            shown = f"{value + 0.0:.2f}".replace("-0.00", "0.00")
            place = (24 + (j + 0.5) * cell - 1, 16 + (i + 0.5) * cell + 3)
            parts.append(svg.text(shown, place, anchor="middle", colour="#FFFFFF" if strong else svg.INK))
    return svg.drawing(parts, 30 + columns * cell, 20 + rows * cell, alt)


def quadrant_drawing(answers: Sequence[Placed]) -> str:
    """Where every motion stands: inputs to the right, what breaks it upwards."""
    axes = svg.Axes(WIDTH, HEIGHT + 20, (0.48, 1.02), (-0.03, 1.03))
    x_ticks = [(value, f"{value:.1f}") for value in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)]
    y_ticks = [(value, f"{value:.0%}") for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    parts = [axes.frame(x_ticks, y_ticks, "how well moved inputs are told apart (AUC)", "breaks the target")]
    for index, answer in enumerate(answers):
        place = axes.x(min(max(answer.auc, 0.48), 1.0)), axes.y(min(answer.strength, 1.0))
        parts.append(svg.dot(place, VERDICT_COLOURS["present" if answer.holds else "absent"], radius=7))
        parts.append(svg.text(str(index + 1), (place[0], place[1] + 3.5), anchor="middle", colour="#FFFFFF"))
    words = ", ".join(f"{answer.name} ({answer.quadrant})" for answer in answers)
    return svg.drawing(parts, WIDTH, HEIGHT + 20, f"Inputs and labels: {words}")


def class_drawing(finding: GeneratorFinding) -> str:
    """A bar for each class: how far it tolerates the motion."""
    shown = finding.classes[:MOST_CLASSES]
    height = 24 + 18 * len(shown)
    axes = svg.Axes(WIDTH, height, (0.0, finding.extent_limit), (0, 1), margins=(70, 10, 4, 20))
    parts, colour = [], VERDICT_COLOURS[finding.verdict]
    for index, found in enumerate(shown):
        y = 4 + 18 * index
        parts.append(svg.text(found.name[:10], (64, y + 11), anchor="end"))
        parts.append(svg.box((axes.x(0), y), (axes.x(finding.extent_limit) - axes.x(0), 13), SLATE, opacity=0.15))
        parts.append(svg.box((axes.x(0), y), (axes.x(found.extent) - axes.x(0), 13), colour))
        low, high = (axes.x(min(end, finding.extent_limit)) for end in found.interval)
        parts.append(svg.line((low, y + 6.5), (high, y + 6.5), svg.INK, width=1.5))
    ends = f"0 … ±{'180°' if finding.compact else number(finding.extent_limit)}"
    parts.append(svg.text(ends, (axes.x(finding.extent_limit), height - 6), anchor="end"))
    alt = ", ".join(f"{found.name} {class_reach(finding, found)}" for found in shown)
    return svg.drawing(parts, WIDTH, height, f"How far each class tolerates it: {alt}")


def thumbnail(image: Float[ndarray, "h w"] | Shaped[ndarray, "h w"], alt: str, size: int = 56) -> str:
    """A picture in grey, within the document itself."""
    pixels = Image.fromarray((255 * np.clip(image, 0, 1)).round().astype(np.uint8))
    buffer = io.BytesIO()
    pixels.save(buffer, "PNG", optimize=True)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img alt="{alt}" width="{size}" height="{size}" src="data:image/png;base64,{data}"/>'


def _t_title(compact: bool) -> str:
    return "t [rad]" if compact else "t"


def _t_ticks(t: Sequence[float], compact: bool) -> svg.Ticks:
    end = t[-1]
    if compact and end >= math.pi / 2:
        last = int(end / (math.pi / 2) + 1e-6)
        step = 1 if last <= 2 else 2
        quarters = [2 * k for k in range(-last, last + 1) if k % step == 0]
        return [(quarter * math.pi / 4, multiple_of_pi(quarter)) for quarter in quarters]
    return [(value, number(value)) for value in (-0.8 * end, -0.4 * end, 0.0, 0.4 * end, 0.8 * end)]


def _ratio_ticks(low: float, high: float) -> svg.Ticks:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    every = max((last - first) // 4, 1)
    values = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    return [(value, number(value)) for value in values if low <= value <= high]

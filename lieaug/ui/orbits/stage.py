"""What the stage of the orbits page is told: an example, the generators, and what predictors say along their orbits."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from PIL import Image
from streamlit.components.v2 import component

from lieaug.figures.canvas import generator_name, motion_name, number
from lieaug.schema import Gallery, GeneratorFinding
from lieaug.ui.words import VERDICTS

_FOLDER = Path(__file__).parent
PARTS = (
    "matrix", "element", "theme", "row", "picture", "painter", "cloud", "panels", "controls", "lines", "forecast",
    "film", "numbers", "loop", "stage",
)  # fmt: skip
"""The component's scripts, each after those that it needs."""

MINKOWSKI_SLACK = 0.2
"""Share of a generator that may change the Minkowski square; learned ones are not exact."""


def script(part: str) -> str:
    """One of the component's scripts; its first lines say what it offers."""
    return (_FOLDER / f"{part}.js").read_text(encoding="utf-8")


mount = component(
    "lieaug_orbits",
    html='<div class="lieaug-orbits"></div>',
    css=(_FOLDER / "stage.css").read_text(encoding="utf-8"),
    js="\n".join(script(part) for part in PARTS),
    isolate_styles=False,
)
"""The component; what a hand lets go comes back as `held`: {"g": generator, "t": all sliders, "i": example}."""


def example_data(gallery: Gallery, findings: list[GeneratorFinding], example: int) -> dict[str, Any]:
    """One example and its orbits, in plain values."""
    head = gallery.head
    return {
        "kind": head.kind,
        "task": head.task,
        "homogeneous": head.homogeneous,
        "projective": head.projective,
        "terms": [term.model_dump() for term in head.terms],
        "output_terms": [term.model_dump() for term in head.output_terms],
        "columns": head.columns,
        "target_columns": head.target_columns,
        "point_labels": head.point_labels,
        "minkowski": _is_minkowski(gallery, findings),
        "unit": head.unit,
        "x": _short(gallery.x[example]),
        "y": _short(np.asarray(gallery.y[example])),
        "example": example,
        "examples": _examples(gallery),
        "generators": [_generator(gallery, finding, g, example) for g, finding in enumerate(findings)],
    }


def _is_minkowski(gallery: Gallery, findings: list[GeneratorFinding]) -> bool:
    """Whether vectors of four entries are (E, p): by the name of the first, or since a motion that holds is a boost."""
    if gallery.head.columns[:1] and gallery.head.columns[0][:1] in ("E", "e"):
        return True
    metric = np.diag([1.0, -1.0, -1.0, -1.0])
    generators = gallery.generators[: len(findings)].astype(float)
    for finding, generator in zip(findings, generators, strict=True):
        if finding.verdict in ("present", "approximate") and generator.shape == (4, 4):
            size = np.linalg.norm(generator)
            kept = np.linalg.norm(metric @ generator + generator.T @ metric) < MINKOWSKI_SLACK * size
            if kept and np.linalg.norm(generator[0]) > 0.3 * size:
                return True
    return False


def _generator(gallery: Gallery, finding: GeneratorFinding, g: int, example: int) -> dict[str, Any]:
    holds = finding.verdict in ("present", "approximate")
    return {
        "name": motion_name(g, finding.name),
        "short": generator_name(g),
        "verdict": VERDICTS[finding.verdict].text,
        "matrix": gallery.generators[g].astype(float).tolist(),
        "output": gallery.output_matrices[g].astype(float).tolist() if gallery.output_matrices.shape[1] else None,
        "limit": finding.extent_limit,
        "sides": list(finding.extent_sides) if holds else [0.0, 0.0],
        "compact": finding.compact,
        "reading": _reading(gallery, finding),
        "t": _short(gallery.t[g]),
        "with": _short(gallery.with_[g, example]),
        "plain": _short(gallery.plain[g, example]),
        "expected": _short(gallery.expected[g, example]),
    }


def _reading(gallery: Gallery, finding: GeneratorFinding) -> dict[str, Any]:
    """What t means beside itself: degrees, a factor, a shift in the data's units, a rapidity."""
    matrix = np.array(finding.matrix)
    if finding.compact:
        return {"kind": "degrees", "per": 180 / finding.extent_limit}
    if re.fullmatch(r"scaling( about .*)?", finding.name):
        inner = matrix[:-1, :-1] if gallery.head.homogeneous else matrix
        return {"kind": "factor", "per": float(np.trace(inner)) / len(inner)}
    if gallery.head.homogeneous and finding.name.startswith("translation"):
        return {"kind": "shift", "per": float(np.linalg.norm(matrix[:-1, -1]))}
    if finding.name.startswith("boost"):
        return {"kind": "rapidity", "per": float(np.linalg.norm(matrix[0, 1:]))}
    return {"kind": "none", "per": 1.0}


def _examples(gallery: Gallery) -> list[dict[str, Any]]:
    """What there is to choose from: names, how much each generator breaks them, thumbnails of images."""
    examples = []
    for index, row in enumerate(gallery.rows):
        group = gallery.group_of(int(row))
        kind = "class" if gallery.head.task == "classification" else "group"
        name = f"row {gallery.row_ids[row]}" + (f" · {kind} {group}" if group else _value(gallery, index))
        thumbnail = {"thumbnail": _thumbnail(gallery.x[index])} if gallery.head.kind == "image" else {}
        examples.append({"name": name, "breaking": _short(gallery.row_breaking[:, row]), **thumbnail})
    return examples


def _value(gallery: Gallery, index: int) -> str:
    """The target, where it is one number."""
    if gallery.y.shape[1:] != (1,):
        return ""
    unit = f" {gallery.head.unit}" if gallery.head.unit else ""
    return f" · {gallery.head.target_columns[0]} = {number(float(gallery.y[index, 0]), 3)}{unit}"


def _thumbnail(pixels: Float[ndarray, "height width"]) -> str:
    image = Image.fromarray(np.round(255 * np.clip(pixels, 0, 1)).astype(np.uint8))
    image.thumbnail((48, 48))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def _short(values: ndarray) -> Any:
    """Plain numbers of five digits, a third of the characters of exact ones."""
    if values.dtype.kind != "f":
        return values.tolist()
    flat = [float(f"{value:.5g}") for value in values.ravel().tolist()]
    return np.array(flat).reshape(values.shape).tolist()

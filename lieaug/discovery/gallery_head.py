"""What the arrays of a gallery are, in words and names for people."""

from collections.abc import Sequence

from lieaug.actions import AbstractAction, ImageAction, PointsAction, VectorAction
from lieaug.discovery.prepare import Study
from lieaug.schema import GalleryHead, GalleryKind, GalleryTerm, TermKind
from lieaug.tasks.base import AbstractTask

FOUR_VECTOR = ("E", "px", "py", "pz")


def gallery_head(study: Study, task: AbstractTask) -> GalleryHead:
    """What the arrays of a study's gallery are, and what people call their entries."""
    axes = FOUR_VECTOR if task.group == "Particles" else task.axes
    data, problem = study.data, study.problem
    inner, output = problem.action.inner, problem.output
    classes = study.y_scaling is None
    targets = [study.class_name(label) for label in range(study.outputs)] if classes else list(data.y_names)
    output_terms = _terms(output) if output.n is not None else []
    if not classes and len(targets) != study.outputs:
        numbered = [f"target {index + 1}" for index in range(study.outputs)]
        targets = _names(output_terms, axes) or (numbered if study.outputs > 1 else ["target"])
    groups = targets if classes else []
    if not classes and data.groups_train is not None:
        groups = [str(group) for group in range(int(data.groups_train.max()) + 1)]
    return GalleryHead(
        kind=_kind(inner),
        task="classification" if classes else "regression",
        action=inner.spec,
        output=output.spec,
        homogeneous=inner.homogeneous,
        projective=inner.projective,
        terms=_terms(inner, study.held_out.x.shape[-1]),
        output_terms=output_terms,
        columns=_columns(study, axes),
        target_columns=targets,
        point_labels=list(data.point_labels),
        groups=groups,
        unit=data.unit,
    )


def _kind(action: AbstractAction) -> GalleryKind:
    return "image" if isinstance(action, ImageAction) else "points" if isinstance(action, PointsAction) else "vectors"


def _terms(action: AbstractAction, columns: int = 0) -> list[GalleryTerm]:
    """How the columns of a row, or of a cloud's points, are moved; empty for images and learned outputs."""
    if isinstance(action, PointsAction):
        moved = GalleryTerm(kind="point" if action.affine else "vector", count=1, size=action.size)
        return [moved, GalleryTerm(kind="scalar", count=columns - action.size, size=1)]
    if not isinstance(action, VectorAction):
        return []
    kinds: list[TermKind] = [
        "scalar" if not term.size else "free" if term.free else "point" if term.affine else "vector"
        for term in action.terms
    ]
    return [
        GalleryTerm(kind=kind, count=term.count, size=max(term.size, 1))
        for kind, term in zip(kinds, action.terms, strict=True)
    ]


def _columns(study: Study, axes: tuple[str, ...]) -> list[str]:
    inner = study.problem.action.inner
    width = study.held_out.x.shape[-1]
    if isinstance(inner, ImageAction):
        return []
    if len(study.data.x_names) == width:
        return list(study.data.x_names)
    if isinstance(inner, PointsAction):
        labels = list(study.data.point_labels)
        features = [f"feature {index + 1}" for index in range(width - inner.size - 1)]
        coordinates = _names([GalleryTerm(kind="vector", count=1, size=inner.size)], axes)
        return [*coordinates, "is real", *(labels + features[len(labels) :])]
    return _names(_terms(inner), axes)


def _names(terms: Sequence[GalleryTerm], axes: tuple[str, ...]) -> list[str]:
    """x1, y1, x2, y2 for two vectors of two entries, v1[1] … v1[4] for longer ones; s1, s2 for scalars.

    There is no number where there is one only.
    """
    names: list[str] = []
    vectors = sum(term.count for term in terms if term.kind != "scalar")
    scalars = sum(term.count for term in terms if term.kind == "scalar")
    seen = {"vector": 0, "scalar": 0}
    for term in terms:
        for _ in range(term.count):
            kind = "scalar" if term.kind == "scalar" else "vector"
            seen[kind] += 1
            place = str(seen[kind]) if (scalars if kind == "scalar" else vectors) > 1 else ""
            letters = ("s",) if kind == "scalar" else axes[: term.size] if len(axes) >= term.size else ("x", "y", "z")
            if kind == "vector" and len(letters) < term.size:
                names += [f"v{place}[{index + 1}]" for index in range(term.size)]
            else:
                names += [f"{letter}{place}" for letter in letters[: term.size]]
    return names

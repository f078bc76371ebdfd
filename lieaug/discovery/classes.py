"""The held-out curves class by class: which digits tolerate which turn."""

from collections.abc import Sequence

import torch

from lieaug.diagnostics import TOLERANCE, ClassCurve, GeneratorCurve, class_curves, plain_losses
from lieaug.discovery.prepare import Study
from lieaug.model import AbstractPredictor
from lieaug.schema import ClassExtent


def split_by_class(
    study: Study, plain: AbstractPredictor, curves: Sequence[GeneratorCurve], seed: int
) -> list[list[ClassCurve]]:
    """The classes of each curve; none of them where targets are numbers.

    Args:
        study: The problem and its held-out rows.
        plain: The predictor that was trained without augmentation.
        curves: Losses of these rows along the generators.
        seed: Of a random source of its own, so that what else is drawn does not depend on this.
    """
    if study.data.kind != "classification":
        return [[] for _ in curves]
    reference = plain_losses(plain, study.problem, study.held_out)
    rng = torch.Generator().manual_seed(seed)
    labels, resolution = study.held_out.y, study.problem.resolution
    return [class_curves(curve, reference, labels, resolution, TOLERANCE, rng=rng) for curve in curves]


def class_extents(study: Study, classes: Sequence[ClassCurve]) -> list[ClassExtent]:
    """What is told of them: extents on the side where they end sooner."""
    extents = []
    for found in classes:
        shorter = 0 if found.extents[0] <= found.extents[1] else 1
        extents.append(
            ClassExtent(
                name=study.class_name(found.label),
                rows=found.rows,
                extent=found.extents[shorter],
                interval=found.extent_intervals[shorter],
                sides=found.extents,
            )
        )
    return extents

"""What the verdict rests on, measured for every direction with the predictors that were trained for it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction
from lieaug.diagnostics import (
    LARGEST_STRENGTH,
    TOLERANCE,
    GeneratorCurve,
    GeneratorEvidence,
    HeldOut,
    Notes,
    Onsets,
    RatioCurve,
    Spectrum,
    measure_breaking,
    measure_onsets,
    plain_losses,
    relate,
    support_ratio,
    trace_curve,
)
from lieaug.discovery.prepare import RESOLUTION, Study, telling_share
from lieaug.model import AbstractPredictor
from lieaug.schema import Curve

RUNGS = (1 / 12, 1 / 6, 1 / 4, 3 / 8, 1 / 2, 3 / 4)
"""Shares of the full range that are tried side by side where the whole of it does not hold."""

SUPPORT_STEP = 0.15 * torch.pi
"""How far along a closed orbit moved data are compared with the data (27°): far enough to leave these if it does."""


@dataclass(frozen=True)
class Weighed:
    """What was measured of one direction.

    Attributes:
        curve: Losses along it.
        ratio: The curve's ratio to the plain loss.
        residual: How badly the plain predictor follows it.
        evidence: The numbers that the verdict draws from these.
        onsets: Where rows begin to cross its end; None unless it was tested over a part of its range.
    """

    curve: GeneratorCurve
    ratio: RatioCurve
    residual: float
    evidence: GeneratorEvidence
    onsets: Onsets | None

    def shown(self, place: int, **extra: Any) -> Curve:
        """The curve as figures want it; `place` says whose it is."""
        return Curve(
            generator=place,
            t=self.curve.t.tolist(),
            loss_ratio=self.ratio.ratio.tolist(),
            low=self.ratio.low.tolist(),
            high=self.ratio.high.tolist(),
            equivariance_error=self.curve.equivariance_error.tolist(),
            seeds=self.ratio.seeds.tolist(),
            **extra,
        )


def weigh(
    study: Study,
    rows: HeldOut,
    plain: AbstractPredictor,
    trained: AbstractPredictor,
    directions: Float[Tensor, "k d"],
    tested: int,
    *,
    spectrum: Spectrum,
    share: float = 1.0,
    rng: torch.Generator,
    notes: Notes | None = None,
) -> Iterator[Weighed | None]:
    """Measures all directions on some rows; yields None while it works, and each direction's numbers at their end.

    Args:
        study: The data and the problem.
        rows: Rows that no predictor trained on.
        plain: Trained without augmentation.
        trained: Trained with the first `tested` directions; `plain` itself if there are none.
        directions: In the action's search space.
        tested: How many of them, from the first, were tested.
        spectrum: Of the plain predictor.
        share: Of their full range, over which `trained` was trained with the tested ones.
        rng: Draws the bootstrap samples.
        notes: Points of curves that were measured before, and where those to come are kept.
    """
    notes = notes or Notes()
    problem = study.problem
    reference = plain_losses(plain, problem, rows)
    matrices = study.matrices(directions).to(study.device)
    for index, (direction, matrix) in enumerate(zip(directions, matrices, strict=True)):
        own = trained if index < tested else plain
        for curve in trace_curve(own, problem, rows, matrix, notes.under(str(index))):
            if curve is None:
                yield None
                continue
            ratio = relate(curve, reference, problem.resolution, TOLERANCE, rng=rng)
            residual = spectrum.along(direction)
            part = share * (index < tested)
            evidence = _evidence(study, rows, (plain, own), matrix, curve, ratio, part, residual)
            onsets = _onsets(study, own, matrix, evidence)
            if onsets is not None:
                evidence = replace(evidence, extent=_extent_in_part(onsets, evidence))
            yield Weighed(curve, ratio, residual, evidence, onsets)


def _evidence(
    study: Study,
    rows: HeldOut,
    predictors: tuple[AbstractPredictor, AbstractPredictor],
    matrix: Float[Tensor, "n n"],
    curve: GeneratorCurve,
    ratio: RatioCurve,
    tested: float,
    residual: float,
) -> GeneratorEvidence:
    problem = study.problem
    breaking = measure_breaking(*predictors, problem, rows, matrix, curve.limit)
    plain = ratio.plain / study.chance_loss
    step = SUPPORT_STEP if curve.compact else curve.limit
    common = study.common_share(rows)
    of_images = isinstance(problem.action.inner, ImageAction)
    return GeneratorEvidence(
        tested=tested,
        limit=curve.limit,
        compact=curve.compact,
        extent=min(ratio.extents),
        ratio=ratio.mean,
        interval=ratio.interval,
        unmoved=float(ratio.ratio[len(ratio.ratio) // 2]),
        excess=(ratio.mean - 1) * (ratio.plain + problem.resolution) / study.chance_loss,
        near=(ratio.near - 1) * (ratio.plain + problem.resolution) / study.chance_loss,
        breaking=breaking.share,
        breaking_error=breaking.error,
        unexplained=max(breaking.plain, RESOLUTION),
        plain=plain,
        coverage=ratio.coverage,
        residual=None if of_images else residual,
        common=common,
        telling=telling_share(common, plain),
        fades=of_images and not curve.compact,
        even=of_images,
        support_ratio=support_ratio(
            problem.action, problem.output, (problem.x, problem.y), (rows.x, rows.y), matrix, min(step, curve.limit)
        ),
    )


def _onsets(
    study: Study, predictor: AbstractPredictor, matrix: Float[Tensor, "n n"], evidence: GeneratorEvidence
) -> Onsets | None:
    """Where a symmetry that was tested over a part of its range ends.

    Classes are told from rough shapes, so that their loss does rise where the symmetry ends: it is measured directly.
    """
    if not 0 < evidence.tested < 1 or study.problem.loss.kind != "regression":
        return None
    return measure_onsets(predictor, study.problem, matrix, evidence.limit)


def _extent_in_part(onsets: Onsets, evidence: GeneratorEvidence) -> float:
    """How far it holds on the side where that is less.

    It is less far than the next rung. A target that is another one beyond the end says itself where that is; one that
    changes little has no such place, and what was tested and held counts.
    """
    beyond = next((rung for rung in RUNGS if rung > evidence.tested), 1.0)
    onset = min(min(onsets.sides), beyond * evidence.limit)
    return onset if onsets.change > LARGEST_STRENGTH else max(onset, evidence.tested * evidence.limit)

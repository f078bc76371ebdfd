"""Reading directions off trained predictors: what leaves one of them alone, found through its derivatives."""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, ImageAction, PointsAction
from lieaug.diagnostics import Notes, Spectrum, spectrum, trace_cost_spectrum
from lieaug.discovery.prepare import Study
from lieaug.lie import closure_residual
from lieaug.model import AbstractPredictor

ROWS = 2000
"""Derivatives of so many rows take a second, and fix a matrix of a few dozen dimensions well."""

IMAGE_ROWS = 1000
"""The same for images, of which few errors decide."""

CLOUD_ROWS = 512
"""The same for clouds, of which each is many points."""

SAME_SPAN = 0.3
"""Largest principal angle [rad] up to which two sets of directions are estimates of the same one."""


def read_spectrum(study: Study, predictor: AbstractPredictor) -> Spectrum:
    """The spectrum in one go, for whoever has no progress to show."""
    *_, found = trace_spectrum(study, predictor)
    assert found is not None, "the spectrum comes last"
    return found


def trace_spectrum(study: Study, predictor: AbstractPredictor, notes: Notes | None = None) -> Iterator[Spectrum | None]:
    """The spectrum of every seed's predictor, on held-out rows and as many training rows as it takes.

    Yields None while it works, and the spectrum at the end. That of images takes labels, and rows of its own: those
    that predictors have learned on count for nothing there, and those of the verdict must not choose what is judged.

    Args:
        study: The data and the problem.
        predictor: Trained without augmentation.
        notes: What was measured before, and where what is to come is kept.
    """
    problem = study.problem
    if isinstance(problem.action.inner, ImageAction):
        rows = problem.probe_x[:IMAGE_ROWS], problem.probe_y[:IMAGE_ROWS]
        yield from trace_cost_spectrum(predictor, problem, *rows, notes)
        return
    x = torch.cat([study.held_out.x, problem.x])[: _rows(problem.action.inner)]
    yield spectrum(predictor, problem.action, problem.output, x)


def _rows(action: AbstractAction) -> int:
    match action:
        case PointsAction():
            return CLOUD_ROWS
        case _:
            return ROWS


def sharpen(study: Study, predictor: AbstractPredictor, learned: Float[Tensor, "m d"]) -> Float[Tensor, "m d"]:
    """The better of two estimates of the same directions, learned by a trial or read off its predictor.

    A predictor trained with an augmentation has the symmetry more exactly than the augmentation's own matrices, which
    are learned through random motions. Symmetries are closed under the bracket: whichever is closer to that is taken,
    in the basis that is nearest to the learned one. One direction alone is always closed, and stays as it is.
    """
    if len(learned) < 2 or isinstance(study.problem.action.inner, ImageAction):
        return learned
    pooled = read_spectrum(study, predictor).pooled
    read = torch.linalg.qr(pooled.coordinates[0, : len(learned)].T.to(learned))[0].T
    cosines = learned @ read.T
    u, values, vh = torch.linalg.svd(cosines)
    if float(values.min().clamp(max=1).acos()) > SAME_SPAN:
        return learned
    read = u @ vh @ read
    residuals = [closure_residual(study.matrices(directions)) for directions in (learned, read)]
    return read if residuals[1] < residuals[0] else learned

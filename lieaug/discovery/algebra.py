"""What the generators found form together: name, brackets, closure, and how the spectrum agrees."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import Spectrum
from lieaug.discovery.nomination import Nomination
from lieaug.discovery.prepare import Study
from lieaug.lie import describe_algebra, nearest_algebra, principal_angles
from lieaug.schema import AlgebraFinding


def find_algebra(
    study: Study,
    span: Float[Tensor, "m n n"],
    spectrum: Spectrum,
    nomination: Nomination,
    fit: float,
) -> AlgebraFinding | None:
    """Describes the span of the generators that hold.

    Args:
        study: The problem; its units are the data's in what comes out.
        span: Generators in scaled units.
        spectrum: Of the plain predictor.
        nomination: What spoke for each direction before the test.
        fit: Loss ratio of moved data, mean over the generators.

    Returns:
        None if no generator holds.
    """
    if len(span) == 0:
        return None
    inputs = study.on_inputs(span)
    affine = study.problem.action.inner.homogeneous
    card = describe_algebra(inputs, affine=affine)
    nearest = nearest_algebra(inputs, affine=affine)
    return AlgebraFinding(
        name=card.name,
        parts=list(card.parts),
        dimension=card.dimension,
        dimension_reason=_dimension_reason(card.dimension, nomination, card.closure_residual, fit),
        killing_signature=card.killing_signature,
        structure_constants=card.structure_constants,
        closure_residual=card.closure_residual,
        axes_ratio=card.axes_ratio,
        angle_degrees=math.degrees(card.angle_rad),
        closed_basis=None if nearest is None else nearest.basis.tolist(),
        closed_angle_degrees=None if nearest is None else math.degrees(nearest.angle_rad),
        spectrum_angle_degrees=_spectrum_angle(study, span, spectrum),
    )


def _spectrum_angle(study: Study, span: Float[Tensor, "m n n"], spectrum: Spectrum) -> float:
    """Between the span and the directions that the plain predictor follows best, median over seeds [°]."""
    angles = [
        math.degrees(float(principal_angles(study.matrices(directions[: len(span)].cpu()), span.cpu()).max()))
        for directions in spectrum.coordinates
    ]
    return float(torch.tensor(angles).median())


def _dimension_reason(dimension: int, nomination: Nomination, closure: float, fit: float) -> str:
    residuals = nomination.residuals.sort().values
    total = len(residuals)
    gap = (
        f"the plain predictor follows with residuals up to {float(residuals[dimension - 1]):.2f}, "
        f"the next direction with {float(residuals[dimension]):.2f}"
        if dimension < total
        else f"all {total} directions searched are among them"
    )
    brackets = f"their brackets leave the span by {closure:.3f}; " if dimension > 1 else ""
    return (
        f"{dimension} of {total} directions {'hold' if dimension > 1 else 'holds'}: {gap}; {brackets}"
        f"moved data cost {fit:.2f} times what unmoved data cost"
    )

"""What the generators found form together: name, brackets, closure, and how the spectrum agrees."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction, split_generators
from lieaug.diagnostics import Spectrum
from lieaug.discovery.prepare import Study
from lieaug.lie import describe_algebra, nearest_algebra
from lieaug.schema import AlgebraFinding
from lieaug.training import to_data_units


def find_algebra(
    study: Study,
    span: Float[Tensor, "m n n"],
    spectrum: Spectrum,
    held: Sequence[float],
    others: Sequence[float],
    fit: float,
) -> AlgebraFinding | None:
    """Describes the span of the generators that hold.

    Args:
        study: The problem; its units are the data's in what comes out.
        span: Generators in scaled units.
        spectrum: Of the plain predictor.
        held: How badly the plain predictor follows each generator that holds (relative residual).
        others: The same of all other directions searched.
        fit: Loss ratio of moved data, mean over the generators.

    Returns:
        None if no generator holds.
    """
    if len(span) == 0:
        return None
    # about the data, in their spread: from an origin far away all motions look like translations
    inputs = split_generators(study.problem.action, span)[0]
    action = study.problem.action.inner
    # of images what counts is how far they move, and not how large entries are
    shown = action.in_drawn_units(inputs) if isinstance(action, ImageAction) else inputs
    card = describe_algebra(shown, affine=action.homogeneous, projective=action.projective)
    closure = study.closure_residual(span.cpu()) if isinstance(action, ImageAction) else card.closure_residual
    nearest = nearest_algebra(inputs, affine=action.homogeneous)
    return AlgebraFinding(
        name=card.name,
        parts=list(card.parts),
        dimension=card.dimension,
        dimension_reason=_dimension_reason(held, others, closure, fit),
        killing_signature=card.killing_signature,
        structure_constants=card.structure_constants,
        closure_residual=closure,
        axes_ratio=card.axes_ratio,
        angle_degrees=math.degrees(card.angle_rad),
        closed_basis=None if nearest is None else to_data_units(action, nearest.basis, study.x_scaling).tolist(),
        closed_angle_degrees=None if nearest is None else math.degrees(nearest.angle_rad),
        spectrum_angle_degrees=_spectrum_angle(study, span, spectrum),
    )


def _spectrum_angle(study: Study, span: Float[Tensor, "m n n"], spectrum: Spectrum) -> float:
    """Between the span and the directions that the plain predictor follows best, median over seeds [°]."""
    angles = [
        math.degrees(study.angle_between(study.matrices(directions[: len(span)].cpu()), span.cpu()))
        for directions in spectrum.coordinates
    ]
    return float(torch.tensor(angles).median())


def _dimension_reason(held: Sequence[float], others: Sequence[float], closure: float, fit: float) -> str:
    total, several = len(held) + len(others), len(held) > 1
    gap = (
        f"the plain predictor follows {'them' if several else 'it'} with residuals up to {max(held):.2f}, "
        f"and the best of the others with {min(others):.2f}"
        if others
        else f"that is {'all' if several else 'the only one'} that the search space has"
    )
    brackets = f"their brackets leave the span by {closure:.3f}; " if several else ""
    return (
        f"{len(held)} of {total} directions {'hold' if several else 'holds'}: {gap}; {brackets}"
        f"moved data cost {fit:.2f} times what unmoved data cost"
    )

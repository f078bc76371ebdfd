"""All about one span of generators, as plain numbers for a file or a page."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import (
    as_basis,
    bracket,
    closure_residual,
    killing_signature,
    orthonormal_basis,
    structure_constants,
)
from lieaug.lie.angles import principal_angles
from lieaug.lie.balance import balanced_coordinates, in_coordinates
from lieaug.lie.catalogue import special_orthogonal
from lieaug.lie.closure import INDEPENDENT
from lieaug.lie.kinds import ANGLE_TOLERANCE
from lieaug.lie.naming import identify_algebra
from lieaug.lie.projective import identify_homographies

_VANISHING = 1e-2  # singular value of brackets of unit generators


@dataclass(frozen=True)
class AlgebraCard:
    """What there is to say about a span of generators; tuples and numbers only, so that it goes into JSON.

    Attributes:
        name: As of `name_algebra`.
        parts: Names of what it is the sum of.
        dimension: The number of independent generators.
        conjugated: Whether it has its name only after a change of coordinates that stretches.
        axes_ratio: By how much that stretches; None where the algebra keeps no ellipsoid or hyperboloid.
        angle_rad: Largest principal angle to the named algebra, or to its copy in the coordinates found [rad].
        closure_residual: How far brackets leave the span: 0 for an algebra, about 1 for random matrices.
        structure_constants: f[a][b][c] of the generators as given, [L_a, L_b] = Σ f[a][b][c] L_c by least squares; None
            if they are linearly dependent.
        killing_signature: The number of positive, negative and zero eigenvalues of the Killing form.
        centre_dimension: Of the generators that commute with all.
        derived_dimension: Of the span of all brackets.
        is_abelian: Whether all generators commute.
        is_semisimple: Whether the Killing form has no zero eigenvalue.
        is_compact: Whether all generators are rotations, in circles or on ellipses.
    """

    name: str
    parts: tuple[str, ...]
    dimension: int
    conjugated: bool
    axes_ratio: float | None
    angle_rad: float
    closure_residual: float
    structure_constants: list[list[list[float]]] | None
    killing_signature: tuple[int, int, int]
    centre_dimension: int
    derived_dimension: int
    is_abelian: bool
    is_semisimple: bool
    is_compact: bool


def describe_algebra(basis: Float[Tensor, "*k n n"], affine: bool = False, projective: bool = False) -> AlgebraCard:
    """Computes the card of a span of learned generators.

    Dimensions, signature and flags are those of the named algebra, so that noise does not make up brackets; of a span
    without a name those of the nearest closed one, or of itself if there is none near: then the closure residual says
    that they mean little.

    Args:
        basis: Generators, possibly noisy or linearly dependent.
        affine: Whether they are homogeneous matrices of affine maps.
        projective: Whether they are traceless matrices of homographies.
    """
    stack = as_basis(basis.detach().to("cpu", torch.float64))
    frame = orthonormal_basis(stack, INDEPENDENT)
    identified = identify_homographies(frame) if projective else identify_algebra(frame, affine)
    named, exact = identified.named, orthonormal_basis(identified.basis)
    killing, derived = killing_signature(exact), _derived_dimension(exact)
    return AlgebraCard(
        name=named.name,
        parts=named.parts,
        dimension=len(frame),
        conjugated=named.conjugated,
        axes_ratio=named.axes_ratio,
        angle_rad=named.angle_rad,
        closure_residual=closure_residual(frame),
        structure_constants=structure_constants(stack).tolist() if len(frame) == len(stack) else None,
        killing_signature=killing,
        centre_dimension=_centre_dimension(exact),
        derived_dimension=derived,
        is_abelian=derived == 0,
        is_semisimple=len(exact) > 0 and killing[2] == 0,
        is_compact=_is_compact(exact),
    )


def _centre_dimension(frame: Float[Tensor, "k n n"]) -> int:
    adjoint = structure_constants(frame).flatten(start_dim=1)  # (k, k²): row a is ad L_a
    return len(frame) - int((torch.linalg.svdvals(adjoint) > _VANISHING).sum())


def _derived_dimension(frame: Float[Tensor, "k n n"]) -> int:
    brackets = bracket(frame[:, None], frame[None, :]).flatten(end_dim=1).flatten(start_dim=1)
    return int((torch.linalg.svdvals(brackets) > _VANISHING).sum())


def _is_compact(frame: Float[Tensor, "k n n"]) -> bool:
    """Whether the generators are antisymmetric in balanced coordinates, up to the tolerance of names."""
    change, rotations = balanced_coordinates(frame) if len(frame) else None, special_orthogonal(frame.shape[-1])
    if change is None or len(frame) > len(rotations):
        return False
    return float(principal_angles(in_coordinates(frame, change), rotations).max()) <= ANGLE_TOLERANCE

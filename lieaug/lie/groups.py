"""From the algebra to the group: exponential map, one-parameter subgroups and their periods."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

_MAX_TURNS = 12  # of the fastest plane within one period: frequencies 1 : 12 are commensurate, 1 : √2 are not
MAX_ELONGATION = 10.0  # of an orbit: a longer ellipse is a shear with rounding errors


def exponential_map(generators: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch n n"]:
    """The group elements exp(A), for each matrix of a batch; differentiable.

    PyTorch's approximation is good to 3e-10 in float64 and to 4e-5 in float32 (measured for plane rotations).
    """
    return torch.linalg.matrix_exp(generators)


def one_parameter_subgroup(generator: Float[Tensor, "n n"], t: Float[Tensor, "*time"]) -> Float[Tensor, "*time n n"]:
    """The curve exp(t L) through the identity, at the given parameters [rad if L is a rotation of unit speed]."""
    return exponential_map(t[..., None, None] * generator)


def period(generator: Float[Tensor, "n n"], tolerance: float = 0.15) -> float | None:
    """The smallest T > 0 with exp(T L) = 1.

    Args:
        generator: A matrix of any norm.
        tolerance: What exp(T L) may differ from the identity, root mean square over rows; a learned rotation whose
            entries are wrong by 1 % is off by about 2π · 0.01 after its period.

    Returns:
        The period, or None if there is none: for a zero matrix, a scaling, a shear, a boost, a spiral, and for
        rotations of several planes whose frequencies have no small common multiple.
    """
    exact = generator.detach().to("cpu", torch.float64)
    fastest = float(torch.linalg.eigvals(exact).imag.abs().max())
    # A rotation of one plane on circles has ω = ‖L‖/√2, on ellipses of elongation r about √2/r of that.
    if fastest <= float(torch.linalg.matrix_norm(exact)) / (MAX_ELONGATION * math.sqrt(2)):
        return None
    candidates = 2 * math.pi / fastest * torch.arange(1, _MAX_TURNS + 1, dtype=torch.float64)
    error = one_parameter_subgroup(exact, candidates) - torch.eye(len(exact), dtype=torch.float64)
    off_by = torch.linalg.matrix_norm(error) / math.sqrt(len(exact))
    hits = candidates[off_by <= tolerance]  # NaN, from overflow, is no hit
    return float(hits[0]) if len(hits) else None

r"""One generator's exponential in closed form, read off its eigenvalues once instead of summed anew for each draw.

With eigenvalues $\lambda = a \pm i\omega$ and their projections P, $\exp(tL) = \sum_j e^{a_j t} \cos(\omega_j t -
\varphi_j)\, C_j$: a row of numbers for each t times a table of matrices. NumPy only.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

MOST_SLANTED = 50.0
"""Condition number of the eigenvectors up to which the table is as exact as its numbers; shears are beyond."""

MOST_CORNERS = 9
"""Generators up to which all corners of their ranges are looked at."""

NO_GROWTH = 1e-9
"""What |a| t may reach at most to count as none."""


@dataclass(frozen=True)
class SpectralTable:
    """What exp(tL) is made of.

    Attributes:
        growth: a of each term; None where nothing grows, as of rotations.
        frequencies: ω of each [rad per unit of t].
        phases: φ of each [rad]: 0 or π/2.
        matrices: C of each.
    """

    growth: Float[ndarray, " terms"] | None
    frequencies: Float[ndarray, " terms"]
    phases: Float[ndarray, " terms"]
    matrices: Float[ndarray, "terms n n"]

    def exponentials(self, t: Float[ndarray, " *batch"]) -> Float[ndarray, "*batch n n"]:
        """exp(tL) for each t."""
        terms = np.cos(t[..., None] * self.frequencies - self.phases)
        if self.growth is not None:
            terms = terms * np.exp(t[..., None] * self.growth)
        return np.einsum("...m,mij->...ij", terms, self.matrices)


def spectral_table(generator: Float[ndarray, "n n"], reach: float) -> SpectralTable | None:
    """The table of one generator; None where its eigenvectors do not span the space, or hardly.

    Args:
        generator: L.
        reach: The largest |t| that will be asked for, beyond which growth was not looked at.
    """
    values, vectors = np.linalg.eig(np.asarray(generator, dtype=np.float64))
    if np.linalg.cond(vectors) > MOST_SLANTED:
        return None
    projections = np.einsum("ij,jk->jik", vectors, np.linalg.inv(vectors))  # of each eigenvalue
    rows: list[tuple[float, float, float, ndarray]] = []
    for value, projection in zip(values, projections, strict=True):
        if value.imag == 0:
            rows.append((value.real, 0.0, 0.0, projection.real))
        elif value.imag > 0:  # the conjugate's share is the same
            rows.append((value.real, value.imag, 0.0, 2 * projection.real))
            rows.append((value.real, value.imag, math.pi / 2, -2 * projection.imag))
    growth, frequencies, phases = (np.array(column, dtype=np.float64) for column in list(zip(*rows, strict=True))[:3])
    still = float(np.abs(growth).max()) * reach <= NO_GROWTH
    return SpectralTable(None if still else growth, frequencies, phases, np.stack([row[3] for row in rows]))


def longest(basis: Float[ndarray, "k n n"], ranges: Float[ndarray, "k 2"]) -> float:
    """The largest spectral norm of Σ t_a L_a within the ranges; a norm is largest at a corner."""
    if len(basis) > MOST_CORNERS:
        return float(np.linalg.norm(basis, 2, axis=(1, 2)) @ ranges.max(axis=1))
    corners = np.array(list(itertools.product(*(ranges * [-1, 1]))))
    return float(np.linalg.norm(np.einsum("ck,kij->cij", corners, basis), 2, axis=(1, 2)).max())

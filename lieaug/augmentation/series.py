"""Exponentials of small matrices, of which something is known beforehand.

`torch.linalg.matrix_exp` looks at each matrix of a batch first, which takes longer than the products themselves.
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.augmentation.exponentials import SpectralTable

SHORT = 0.75
"""Norm up to which eight terms are as exact as single precision."""

MOST_SQUARINGS = 5
"""Each doubles the rounding error; matrices that are longer are left to PyTorch."""

_ROOT = math.sqrt(177)
X3 = 2 / 3
X1, X2 = X3 * (1 + _ROOT) / 88, X3 * (1 + _ROOT) / 352
X4, X5 = (-271 + 29 * _ROOT) / (315 * X3), 11 * (-1 + _ROOT) / (1260 * X3)
X6, X7 = 11 * (-9 + _ROOT) / (5040 * X3), (89 - _ROOT) / (5040 * X3**2)
Y2 = (857 - 58 * _ROOT) / 630


def squarings_for(length: float) -> int | None:
    """How often matrices up to this spectral norm are halved before the series; None if too often."""
    halvings = max(0, math.ceil(math.log2(max(length, SHORT) / SHORT)))
    return halvings if halvings <= MOST_SQUARINGS else None


def short_series(a: Float[Tensor, "batch n n"], squarings: int) -> Float[Tensor, "batch n n"]:
    """exp(A) by Taylor's series to the eighth power, of A / 2^squarings, squared as often; in single precision.

    References:
        P. Bader, S. Blanes, F. Casas, "Computing the matrix exponential with an optimized Taylor polynomial
        approximation", Mathematics 7 (2019): eight powers in three products.
    """
    a = a * 0.5**squarings
    a2, one = torch.bmm(a, a), torch.eye(a.shape[-1], dtype=a.dtype, device=a.device)
    a4 = torch.bmm(a2, torch.add(a * X1, a2, alpha=X2))
    left = torch.add(a4, a2, alpha=X3)
    right = torch.add(torch.add(torch.add(one * X4, a, alpha=X5), a2, alpha=X6), a4, alpha=X7)
    result = torch.baddbmm(torch.add(one + a, a2, alpha=Y2), left, right)
    for _ in range(squarings):
        result = torch.bmm(result, result)
    return result


@dataclass(frozen=True)
class Waves:
    """A spectral table as tensors; exponentials of one generator are a product with it."""

    growth: Float[Tensor, " terms"] | None
    frequencies: Float[Tensor, " terms"]
    phases: Float[Tensor, " terms"]
    matrices: Float[Tensor, "terms n_squared"]

    @classmethod
    def of(cls, table: SpectralTable, like: Tensor) -> "Waves":
        growth = None if table.growth is None else torch.from_numpy(table.growth).to(like)
        columns = (table.frequencies, -table.phases, table.matrices.reshape(len(table.phases), -1))
        return cls(growth, *(torch.from_numpy(column).to(like) for column in columns))

    def exponentials(self, t: Float[Tensor, "*batch 1"]) -> Float[Tensor, "*batch n_squared"]:
        """exp(tL) for each t, flattened."""
        terms = torch.addcmul(self.phases, t, self.frequencies).cos_()
        if self.growth is not None:
            terms *= (t * self.growth).exp_()
        return terms @ self.matrices

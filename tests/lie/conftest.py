from collections.abc import Callable

import pytest
import torch


@pytest.fixture
def rng() -> torch.Generator:
    return torch.Generator().manual_seed(7)


@pytest.fixture
def random_change(rng) -> Callable[..., torch.Tensor]:
    """Changes of coordinates P of a given condition number; for affine maps with another origin, too."""

    def change(n: int, condition: float, *, affine: bool = False) -> torch.Tensor:
        d = n - 1 if affine else n
        left, right = (torch.linalg.qr(torch.randn(d, d, generator=rng, dtype=torch.float64)).Q for _ in range(2))
        p = torch.eye(n, dtype=torch.float64)
        p[:d, :d] = left @ torch.diag(torch.logspace(0, 1, d, base=condition, dtype=torch.float64)) @ right
        if affine:
            p[:d, d] = 0.3 * torch.randn(d, generator=rng, dtype=torch.float64)
        return p

    return change


@pytest.fixture
def noisy(rng) -> Callable[..., torch.Tensor]:
    """Generators of unit norm with noise whose norm is a given fraction of theirs."""

    def blur(basis: torch.Tensor, size: float, *, affine: bool = False) -> torch.Tensor:
        unit = basis / torch.linalg.matrix_norm(basis)[:, None, None]
        noise = torch.randn(basis.shape, generator=rng, dtype=torch.float64)
        if affine:
            noise[:, -1] = 0
        return unit + size * noise / torch.linalg.matrix_norm(noise)[:, None, None]

    return blur

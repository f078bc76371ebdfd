"""Clouds of points for tests."""

import torch


def random_clouds(rows: int, size: int, rng: torch.Generator, *, most: int = 6, features: int = 2) -> torch.Tensor:
    """Normal points, between 2 and `most` of them, with positive features; padded."""
    counts = torch.randint(2, most + 1, (rows,), generator=rng)
    mask = (torch.arange(most) < counts[:, None]).float()[..., None]
    coordinates = torch.randn(rows, most, size, generator=rng)
    return torch.cat([coordinates, mask, torch.rand(rows, most, features, generator=rng)], dim=-1) * mask

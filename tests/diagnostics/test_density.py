"""How thin the data are: their dimension, and which moved rows are still among them."""

import math

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics.density import NEIGHBOURS, THINNEST, Density
from lieaug.model import LieAugmenter
from lieaug.training import Loss, Problem

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def problem(x: torch.Tensor) -> Problem:
    on_x, on_y = parse_actions(f"vec{x.shape[1]}", "invariant")
    return Problem(x, x[:, :1], x, x[:, :1], Loss("regression"), on_x, on_y, 1e-3, 1e-3)


def arc(rows: int, end: float, rng: torch.Generator) -> torch.Tensor:
    angle = end * torch.rand(rows, 1, generator=rng)
    return torch.cat([angle.cos(), angle.sin()], dim=1)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_the_dimension_is_that_of_the_surface_which_the_data_fill(dimension, rng):
    embedding = torch.linalg.qr(torch.randn(6, dimension, generator=rng))[0].T
    x, held_out = (torch.rand(rows, dimension, generator=rng) @ embedding for rows in (2000, 500))
    assert Density.of(problem(x), None, held_out, rng).dimension == pytest.approx(dimension, rel=0.15)


def test_rows_are_kept_where_the_data_are_as_thick_as_where_they_came_from(rng):
    x, held_out = arc(1500, math.pi, rng), arc(300, math.pi, rng)
    density = Density.of(problem(x), None, held_out, rng)
    assert float(density.keeps(held_out * torch.tensor([-1.0, 1.0])).float().mean()) > 0.9
    assert float(density.keeps(-held_out).float().mean()) < 0.05


def test_rows_are_left_out_once_the_data_are_too_thin(rng):
    """On a line of changing density, rows move from a place to one with a given share of its density."""
    thick, thin = torch.rand(1900, 1, generator=rng), 10 + torch.rand(100, 1, generator=rng)
    density = Density.of(problem(torch.cat([thick, thin])), None, thin[:50] - 10, rng)
    assert 2 * THINNEST < 1900 / 100
    assert float(density.keeps(thin[:50]).float().mean()) < 0.1
    back = Density.of(problem(torch.cat([thick, thin])), None, thin[:50], rng)
    assert back.keeps(thin[:50] - 10).all()  # thicker is no reason


def test_views_count_as_data_if_there_are_any(rng):
    x, held_out = arc(1500, math.pi, rng), arc(300, math.pi, rng)
    turns = LieAugmenter.fixed("vec2", ROTATION[None, None], torch.tensor([[math.pi]]))
    assert Density.of(problem(x), turns, held_out, rng).keeps(-held_out).float().mean() > 0.9


def test_few_rows_are_enough_to_measure(rng):
    x = torch.randn(NEIGHBOURS - 1, 2, generator=rng)
    assert Density.of(problem(x), None, x, rng).keeps(x).all()

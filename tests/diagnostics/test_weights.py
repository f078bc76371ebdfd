"""Weights along an orbit: they follow the density of data that are less symmetric than the action."""

import math

import pytest
import torch

from lieaug.actions import parse_action, parse_actions
from lieaug.diagnostics import HeldOut, fit_bulk, measure_breaking
from lieaug.diagnostics.weights import fit_orbit_weights
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
STRETCH = torch.diag(torch.tensor([2.0, 0.5]))
ELLIPTIC = STRETCH @ ROTATION @ torch.linalg.inv(STRETCH)


def problem(x: torch.Tensor, spec: str = "vec2") -> Problem:
    y = x[:, :1]
    return Problem(x, y, x, y, Loss("regression"), *parse_actions(spec, "invariant"), 1e-3, 1e-3)


def test_round_data_are_equally_dense_all_round(rng):
    x = torch.randn(4000, 2, generator=rng)
    weights = fit_orbit_weights(problem(x), fit_bulk(x), ROTATION, math.pi)
    assert weights is not None
    angle = torch.linspace(0, 2 * math.pi, 9)[:-1]
    ring = torch.stack([angle.cos(), angle.sin()], dim=-1)
    assert float(weights(ring).std()) < 0.1


def test_weights_follow_the_density_along_an_elliptic_orbit(rng):
    x = torch.randn(4000, 2, generator=rng)
    weights = fit_orbit_weights(problem(x), fit_bulk(x), ELLIPTIC, math.pi)
    assert weights is not None
    angle = torch.linspace(0, 2 * math.pi, 17)[:-1]
    orbit = 0.7 * torch.stack([angle.cos(), angle.sin()], dim=-1) @ STRETCH.T
    density = -orbit.square().sum(dim=-1) / 2
    found = weights(orbit)
    assert float(torch.corrcoef(torch.stack([found, density]))[0, 1]) > 0.9
    about = density - density.mean()
    slope = float((found * about).sum() / about.square().sum())
    assert 0.4 < slope < 1.3  # roughly: a regression on few features


def test_there_are_no_weights_for_images_and_wide_inputs(rng):
    x = torch.randn(60, 100, generator=rng)
    assert fit_bulk(x) is None
    assert fit_orbit_weights(problem(x, "50*vec2"), None, ROTATION, math.pi) is None


@pytest.mark.parametrize("seed", range(3))
def test_an_exact_symmetry_of_less_symmetric_data_is_not_broken_by_a_predictor_that_is_wrong_where_data_are_thin(seed):
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(3000, 2, generator=rng)
    on_x = parse_action("vec2")

    def radius(x: torch.Tensor) -> torch.Tensor:
        return (x @ torch.linalg.inv(STRETCH).T).norm(dim=-1, keepdim=True)

    def truth(x: torch.Tensor) -> torch.Tensor:
        return torch.sin(3 * radius(x))

    def coarse(x: torch.Tensor) -> torch.Tensor:
        # right where data are, smoothed away where they are thin
        return truth(x) * torch.exp(-x.square().sum(dim=-1, keepdim=True) / 4)

    y = truth(x)
    task = Problem(x, y, x, y, Loss("regression"), on_x, parse_action("invariant"), 1e-3, 1e-3)
    found = measure_breaking(Exact(coarse), Exact(coarse), task, HeldOut(x, y, fit_bulk(x)), ELLIPTIC, math.pi)
    unweighted = measure_breaking(Exact(coarse), Exact(coarse), task, HeldOut(x, y), ELLIPTIC, math.pi)
    assert abs(found.share) < 0.4 * abs(unweighted.share)

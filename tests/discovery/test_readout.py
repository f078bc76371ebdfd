"""Directions read off a trained predictor: taken where they are closer to an algebra than the learned ones."""

import pytest
import torch

from lieaug.discovery.prepare import Study, prepare
from lieaug.discovery.readout import read_spectrum, sharpen
from lieaug.lie import closure_residual, principal_angles
from lieaug.lie.catalogue import special_orthogonal
from lieaug.schema import DiscoveryConfig
from tests.known_predictors import Exact


@pytest.fixture(scope="module")
def study() -> Study:
    task = {"kind": "zoo", "family": "so3", "copies": 2, "rows": 600}
    return prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "device": "cpu"}))


@pytest.fixture
def rotations(study: Study) -> torch.Tensor:
    space = study.problem.action.search_space
    found = torch.einsum("kij,dij->kd", special_orthogonal(3).float(), space)
    return found / found.norm(dim=1, keepdim=True)


def invariants(x: torch.Tensor) -> torch.Tensor:
    a, b = x[..., :3], x[..., 3:]
    products = [(a * a).sum(-1), (a * b).sum(-1), (b * b).sum(-1)]
    return torch.stack(products[:2], dim=-1) + products[2][..., None]


def turned(directions: torch.Tensor, by: float, rng: torch.Generator) -> torch.Tensor:
    noisy = directions + by * torch.randn(directions.shape, generator=rng) / directions.shape[1] ** 0.5
    return torch.linalg.qr(noisy.T)[0].T


def test_the_spectrum_sees_held_out_and_training_rows(study):
    spectrum = read_spectrum(study, Exact(invariants))
    assert float(spectrum.pooled.residuals[0, 2]) < 1e-3
    assert float(spectrum.pooled.residuals[0, 3]) > 0.1


def test_inexact_directions_are_replaced_by_what_the_predictor_leaves_alone(study, rotations, rng):
    learned = turned(rotations, 0.1, rng)
    found = sharpen(study, Exact(invariants), learned)
    truth = special_orthogonal(3).float()
    before, after = (float(principal_angles(study.matrices(d), truth).max()) for d in (learned, found))
    assert before > 0.02
    assert after < 1e-3
    # in the basis that is nearest to the learned one
    assert float((found * learned).sum(dim=1).min()) > 0.98


def test_exact_directions_stay_where_the_predictor_is_coarser(study, rotations):
    def coarse(x: torch.Tensor) -> torch.Tensor:
        return invariants(x) + 0.5 * torch.sin(2 * x[..., :2]) + 0.3 * torch.cos(x[..., 3:5] * x[..., :2])

    found = sharpen(study, Exact(coarse), rotations)
    assert torch.equal(found, rotations)
    assert closure_residual(study.matrices(found)) < 1e-5


def test_directions_that_the_predictor_does_not_leave_alone_and_single_ones_stay(study, rotations):
    rest = torch.linalg.svd(rotations)[2][3:6]
    assert torch.equal(sharpen(study, Exact(invariants), rest), rest)
    assert torch.equal(sharpen(study, Exact(invariants), rotations[:1]), rotations[:1])

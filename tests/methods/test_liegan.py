"""LieGAN's basis as an augmentation of our own kind."""

import math

import pytest
import torch

from lieaug.discovery import prepare
from lieaug.methods import METHODS, Budget, fit
from lieaug.methods.gan_training import GanSettings
from lieaug.methods.liegan import GAME, liegan_augmenter, liegan_basis
from lieaug.schema import DiscoveryConfig
from tests.methods.problems import round_problem


def test_the_basis_is_learned_and_used_with_coefficients_of_the_same_spread(rng: torch.Generator) -> None:
    problem = round_problem(rng)
    basis = liegan_basis(problem, 2, GanSettings(hidden=8), rng=rng, steps=3)
    assert basis.shape == (2, 2, 2)
    assert not basis.requires_grad
    augmenter = liegan_augmenter(problem, basis, sigma=0.5)
    assert torch.allclose(augmenter.basis[0] * augmenter.extents[0, :, None, None], math.sqrt(3) * 0.5 * basis)
    one = liegan_augmenter(problem, basis[:1], sigma=0.5)
    t = one.coefficients(20_000, rng=rng)[0, :, 0] * one.basis[0, 0].norm() / basis[0].norm()
    assert float(t.std()) == pytest.approx(0.5, rel=0.03)


def test_steps_end_the_game_early(rng: torch.Generator) -> None:
    problem = round_problem(rng)

    def learned(steps: int | None) -> torch.Tensor:
        settings = GanSettings(hidden=8, epochs=1)
        return liegan_basis(problem, 1, settings, rng=torch.Generator().manual_seed(1), steps=steps)

    whole = -(-len(problem.x) // GanSettings.batch)
    assert torch.equal(learned(None), learned(whole))
    assert not torch.equal(learned(1), learned(whole))


def test_as_a_method_it_is_told_the_dimension_and_trains_with_what_won() -> None:
    task = {"kind": "oscillator-3d", "rows": 400}
    study = prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "seeds": 1}))
    seen: list[tuple[int, int]] = []
    fitted = fit(METHODS["liegan"], study, Budget(20, 16), progress=lambda done, total: seen.append((done, total)))
    assert len(fitted.generators) == 3
    assert seen[-1] == (GAME * 20 + 20, GAME * 20 + 20)  # the game counts as well
    assert METHODS["liegan"].told
    assert "2302.00236" in METHODS["liegan"].source
    assert "2210.04345" in METHODS["liegg"].source

"""Laws of the methods, on an isotropic oscillator: equal budgets, and what each of them finds or is told."""

import functools
import math

import pytest
import torch

from lieaug.discovery import Study, prepare
from lieaug.errors import ConfigError
from lieaug.methods import METHODS, Budget, Fitted, fit
from lieaug.methods.augerino import Widths, named_directions
from lieaug.schema import DiscoveryConfig

BUDGET = Budget(steps=200, batch=64)


@functools.cache
def study(stiffness: tuple[float, float] = (1.0, 1.0)) -> Study:
    task = {"kind": "oscillator-2d", "rows": 1500, "stiffness": stiffness}
    return prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "seeds": 1}))


@functools.cache
def fitted(name: str) -> Fitted:
    return fit(METHODS[name], study(), Budget(500, 64) if name in ("ours", "augerino") else BUDGET)


def _rotation_share(fitted: Fitted) -> float:
    truth = fitted.study.true_basis
    assert truth is not None
    return math.cos(fitted.study.angle_between(fitted.generators, truth))


@pytest.mark.parametrize("name", ["none", "true", "augerino", "augerino+", "paper", "ours"])
def test_every_method_gives_every_predictor_the_same_updates(name: str) -> None:
    seen: list[tuple[int, int]] = []
    fit(METHODS[name], study(), Budget(40, 16), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (40, 40)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_a_seed_decides_everything() -> None:
    one, other, third = (fit(METHODS["augerino"], study(), Budget(20, 16), seed=seed) for seed in (0, 0, 1))
    assert torch.equal(one.extents, other.extents)
    assert not torch.equal(one.extents, third.extents)


def test_without_augmentation_views_are_the_examples() -> None:
    plain = fitted("none")
    rng = torch.Generator().manual_seed(0)
    assert len(plain.generators) == len(plain.extents) == len(plain.basis) == 0
    assert torch.equal(plain.sample(3, rng), torch.eye(2).expand(3, 2, 2))


def test_the_true_augmentation_turns_and_does_nothing_else() -> None:
    g = fitted("true").sample(50, torch.Generator().manual_seed(0))
    assert torch.allclose(g @ g.mT, torch.eye(2).expand(50, 2, 2), atol=1e-4)
    assert float(g[:, 0, 0].min()) < 0  # more than a quarter turn


def test_augerinos_rotation_is_widest_of_all_where_the_task_is_round() -> None:
    augerino = fitted("augerino")
    widths = augerino.trained.augmenter
    assert widths is not None
    assert isinstance(widths.parameterisation, Widths)
    extents = widths.extents[0].detach()
    assert _rotation_share(augerino) == pytest.approx(1, abs=1e-4)
    assert float(extents[0]) > 0.3 > float(extents[1])  # from 0.3: the rotation's has grown, all others shrink


def test_named_directions_span_the_search_space() -> None:
    for action in (study().problem.action,):
        directions = named_directions(action)
        assert torch.linalg.matrix_rank(directions) == len(action.search_space)
        assert torch.allclose(directions.norm(dim=1), torch.ones(len(directions)))


def test_ours_finds_the_rotation_without_being_told_its_dimension() -> None:
    ours = fitted("ours")
    assert len(ours.generators) == 1
    assert _rotation_share(ours) > 0.99
    assert float(ours.extents[0]) > 3


def test_a_found_basis_is_given_in_units_of_the_data() -> None:
    ours = fitted("ours")
    assert torch.allclose(ours.basis, ours.study.in_data_units(ours.generators))


def test_the_true_augmentation_of_a_task_without_one_is_refused() -> None:
    with pytest.raises(ConfigError, match="symmetry is known"):
        fit(METHODS["true"], study((1.0, 2.0)), BUDGET)

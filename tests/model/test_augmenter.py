"""The augmenter samples what its extents allow, repeatably, and half of the views use one generator."""

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.model import LieAugmenter, Mlp, StridedCnn, average

ROTATION = torch.tensor([[[0.0, -1.0], [1.0, 0.0]]])


def test_coefficients_stay_within_the_extents(rng: torch.Generator) -> None:
    augmenter = LieAugmenter("2*vec3", 4, seeds=2, rng=rng)
    coefficients = augmenter.coefficients(400, rng=rng)
    assert coefficients.shape == (2, 400, 4)
    assert (coefficients.abs() <= augmenter.extents[:, None] + 1e-6).all()
    assert coefficients.abs().amax() > 0.9 * augmenter.extents.max()


def test_half_of_the_views_use_one_generator_at_a_time(rng: torch.Generator) -> None:
    used = (LieAugmenter("2*vec3", 4, rng=rng).coefficients(800, rng=rng) != 0).sum(dim=-1)
    assert int((used == 1).sum()) == 400
    assert int((used == 4).sum()) == 400


def test_generators_are_used_one_at_a_time_where_asked(rng: torch.Generator) -> None:
    used = LieAugmenter("2*vec3", 4, rng=rng).coefficients(800, rng=rng, alone=True) != 0
    assert (used.sum(dim=-1) == 1).all()
    assert (used.sum(dim=1) == 200).all()


def test_the_same_rng_gives_the_same_views() -> None:
    augmenter = LieAugmenter("image.affine", 6)
    views = [augmenter.sample(5, rng=torch.Generator().manual_seed(3)) for _ in range(2)]
    assert torch.equal(*views)


def test_extents_and_directions_get_gradients(rng: torch.Generator) -> None:
    augmenter = LieAugmenter("4*vec2", 2, rng=rng)
    augmenter.sample(16, rng=rng).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in augmenter.parameters())


def test_known_generators_are_kept(rng: torch.Generator) -> None:
    augmenter = LieAugmenter.fixed("vec2", ROTATION[None], torch.tensor([[torch.pi]]))
    g = augmenter.sample(200, rng=rng)
    assert torch.allclose(g @ g.mT, torch.eye(2).expand_as(g), atol=1e-5)
    assert not list(augmenter.parameters())


@pytest.mark.parametrize("seeds", [1, 3])
def test_seeds_do_not_touch_each_other(seeds: int, rng: torch.Generator) -> None:
    x = torch.randn(seeds, 6, 4, generator=rng)
    model = Mlp(4, 2, hidden=(8,), seeds=seeds, rng=rng)
    model(x)[0].sum().backward()
    for parameter in model.parameters():
        assert parameter.grad is not None
        assert float(parameter.grad[1:].abs().sum()) == 0


def test_cnn_scores_every_seed(rng: torch.Generator) -> None:
    assert StridedCnn((28, 28), 10, seeds=2, rng=rng)(torch.rand(2, 3, 28, 28, generator=rng)).shape == (2, 3, 10)


def test_averaging_over_the_group_makes_any_predictor_equivariant(rng: torch.Generator) -> None:
    action = parse_action("2*vec2")
    model = Mlp(4, 4, hidden=(16,), seeds=1, rng=rng)
    augmenter = LieAugmenter.fixed(action, ROTATION[None], torch.tensor([[torch.pi]]))
    x, g = torch.randn(1, 5, 4, generator=rng), torch.matrix_exp(1.0 * ROTATION[0])[None, None]

    def error(views: int) -> float:
        direct = action.apply(g, average(model, augmenter, action, x, views, rng=torch.Generator().manual_seed(1)))
        moved = average(model, augmenter, action, action.apply(g, x), views, rng=torch.Generator().manual_seed(2))
        return float((direct - moved).norm() / direct.norm())

    over_many = error(4000)
    assert over_many < 0.1
    assert over_many < error(1)


def test_what_was_moved_too_far_to_be_moved_back_is_not_averaged(rng: torch.Generator) -> None:
    action = parse_action("2*vec2")
    model = Mlp(4, 4, hidden=(16,), seeds=1, rng=rng)
    shrinking = torch.diag(torch.tensor([1.0, -1.0]))
    far, near = (LieAugmenter.fixed(action, shrinking[None, None], torch.tensor([[reach]])) for reach in (5e3, 0.1))
    x = torch.randn(1, 200, 4, generator=rng)
    assert average(model, far, action, x, 1, rng=rng).isnan().any()
    assert average(model, near, action, x, 1, rng=rng).isfinite().all()

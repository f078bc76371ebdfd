"""A predictor of clouds: blind to order and padding, and to nothing else."""

import torch
from torch.func import jvp

from lieaug.model import DeepSets
from tests.clouds import random_clouds


def model(seeds: int = 3) -> DeepSets:
    return DeepSets(3, 6, 2, seeds=seeds, rng=torch.Generator().manual_seed(1))


def test_order_and_padding_do_not_matter(rng: torch.Generator) -> None:
    x = random_clouds(5, 3, rng).expand(3, -1, -1, -1)
    f = model()
    shuffled = x[:, :, torch.randperm(x.shape[2], generator=rng)]
    longer = torch.cat([x, torch.zeros(3, 5, 4, 6)], dim=2)
    assert f(x).shape == (3, 5, 2)
    assert torch.allclose(f(shuffled), f(x), atol=1e-6)
    assert torch.allclose(f(longer), f(x), atol=1e-6)


def test_coordinates_features_and_numbers_of_points_do(rng: torch.Generator) -> None:
    x, f = random_clouds(5, 3, rng).expand(3, -1, -1, -1), model()
    for column in (0, 2, 4, 5):
        other = x.clone()
        other[..., 0, column] += 1
        assert ((f(other) - f(x)).abs() > 1e-5).all()
    fewer = x.clone()
    fewer[:, :, 0] = 0
    assert ((f(fewer) - f(x)).abs() > 1e-5).all()


def test_seeds_are_apart_and_each_is_the_same_alone(rng: torch.Generator) -> None:
    x, f, alone = random_clouds(4, 3, rng).expand(3, -1, -1, -1), model(), model(1)
    alone.load_state_dict({name: value[1:2] for name, value in f.state_dict().items()})
    assert torch.allclose(alone(x[:1])[0], f(x)[1], atol=1e-6)
    assert not torch.allclose(f(x)[0], f(x)[1], atol=1e-3)


def test_forward_derivatives_agree_with_finite_differences(rng: torch.Generator) -> None:
    f = model().double()
    x = random_clouds(4, 3, rng).double().expand(3, -1, -1, -1).contiguous()
    direction = torch.zeros_like(x)
    direction[..., :3] = torch.randn(3, 4, 6, 3, generator=rng) * x[..., 3:4]
    slope = jvp(f, (x,), (direction,))[1]
    step = 1e-5
    assert torch.allclose(slope, (f(x + step * direction) - f(x - step * direction)) / (2 * step), atol=1e-7)

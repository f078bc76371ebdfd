"""The support check tells motions within the data from motions out of them."""

import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import support_ratio

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def ratio(x: torch.Tensor, generator: torch.Tensor) -> float | None:
    action = parse_action("vec2")
    return support_ratio(action, action, (x[100:], x[100:]), (x[:100], x[:100]), generator, 0.3)


def test_a_circle_is_left_by_scaling_and_kept_by_rotation(rng: torch.Generator) -> None:
    angle = 2 * torch.pi * torch.rand(1000, 1, generator=rng)
    circle = torch.cat([angle.cos(), angle.sin()], dim=1)
    kept, left = ratio(circle, ROTATION), ratio(circle, torch.eye(2))
    assert kept is not None and kept < 1.5  # noqa: PT018
    assert left is not None and left > 10  # noqa: PT018


def test_a_cloud_is_left_by_neither(rng: torch.Generator) -> None:
    cloud = torch.randn(1000, 2, generator=rng)
    for generator in (ROTATION, torch.eye(2)):
        found = ratio(cloud, generator)
        assert found is not None and found < 2  # noqa: PT018


def test_wide_inputs_are_not_asked(rng: torch.Generator) -> None:
    action = parse_action("image.affine")
    x = torch.rand(10, 28, 28, generator=rng)
    y = torch.zeros(10, dtype=torch.int64)
    assert support_ratio(action, parse_action("invariant"), (x, y), (x, y), torch.eye(3), 0.1) is None

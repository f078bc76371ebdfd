"""Scaling commutes with the action."""

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.lie import exponential_map
from lieaug.training import fit_scaling


@pytest.mark.parametrize("spec", ["4*vec2", "vec2 + 3*scalar", "2*vec3 + vec2.free"])
def test_scaling_then_moving_is_moving_then_scaling(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    x = 5 * torch.randn(40, action.width, generator=rng) * torch.rand(action.width, generator=rng) + 2  # pyright: ignore
    scaling = fit_scaling(action, x)
    g = exponential_map(
        torch.einsum("d,dij->ij", torch.randn(len(action.search_space), generator=rng), action.search_space)
    )
    assert torch.allclose(action.apply(g, scaling(x)), scaling(action.apply(g, x)), atol=1e-4)
    assert torch.allclose(scaling.inverse(scaling(x)), x, atol=1e-4)


def test_scaled_vectors_have_unit_size_and_constants_stay_finite(rng: torch.Generator) -> None:
    x = torch.randn(500, 5, generator=rng) * 100
    x[:, 4] = 7.0
    scaled = fit_scaling(parse_action("2*vec2 + scalar"), x)(x)
    assert float(scaled[:, :2].square().mean()) == pytest.approx(1, rel=1e-3)
    assert scaled.isfinite().all()

"""How much of a target breaks a symmetry, with predictors and broken parts that are known exactly."""

import math

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics import Breaking, HeldOut, fit_bulk, measure_breaking
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact, Function

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def radial(x: torch.Tensor) -> torch.Tensor:
    """Unit spread over normal x, and the same all round."""
    return torch.sin(2 * torch.linalg.vector_norm(x, dim=-1, keepdim=True)) / 0.652


def radial_field(x: torch.Tensor) -> torch.Tensor:
    return radial(x) * x


def angular(x: torch.Tensor) -> torch.Tensor:
    """Unit spread, and mean 0 round every circle."""
    return math.sqrt(2) * torch.cos(3 * torch.atan2(x[..., 1:], x[..., :1]))


def wrong(x: torch.Tensor) -> torch.Tensor:
    """What a predictor may get wrong; no symmetry in it, and its mean round a circle is not 0 either."""
    return torch.sin(1.3 * x[..., :1] + 0.3) + x[..., :1] * torch.sin(2 * x[..., 1:])


def measure(
    truth: Function,
    plain: Function,
    symmetric: Function | None = None,
    *,
    rng: torch.Generator,
    output: str = "invariant",
    noise: float = 0.0,
    generator: torch.Tensor = ROTATION,
    limit: float = math.pi,
    rows: int = 1500,
    bulk: bool = False,
) -> Breaking:
    on_x, on_y = parse_actions("vec2", output)
    x = torch.randn(rows, 2, generator=rng)
    y = truth(x)
    y = y + noise * torch.randn(y.shape, generator=rng)
    problem = Problem(x, y, x, y, Loss("regression"), on_x, on_y, 1e-3, 1e-3)
    held_out = HeldOut(x, y, fit_bulk(x) if bulk else None)
    return measure_breaking(Exact(plain), Exact(symmetric or plain), problem, held_out, generator, limit)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise", [0.0, 0.1])
@pytest.mark.parametrize("bulk", [False, True])
def test_an_exact_symmetry_is_not_broken_by_the_predictors_errors(seed, noise, bulk):
    rng = torch.Generator().manual_seed(seed)
    found = measure(radial, lambda x: radial(x) + 0.2 * wrong(x), rng=rng, noise=noise, bulk=bulk)
    assert found.plain > 0.02  # the predictor is far from exact
    assert abs(found.share) < 3 * found.error
    assert found.error < 0.05 * found.plain  # and yet breaking far below its loss would be seen


def test_an_equivariant_field_is_not_broken_either(rng):
    def coarse(x: torch.Tensor) -> torch.Tensor:
        return radial_field(x) + 0.2 * torch.cat([wrong(x), wrong(x.flip(-1))], dim=-1)

    found = measure(radial_field, coarse, rng=rng, output="same", noise=0.1)
    assert abs(found.share) < 3 * found.error
    invariant = measure(radial_field, coarse, rng=rng, noise=0.1)  # as numbers that stay, both columns break it
    assert invariant.share == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("coarse", [0.0, 0.2])
def test_a_broken_part_is_seen_with_its_share(coarse, rng):
    def truth(x: torch.Tensor) -> torch.Tensor:
        return radial(x) + 0.1 * angular(x)

    def predictor(x: torch.Tensor) -> torch.Tensor:
        return truth(x) + coarse * (0.5 + x[..., :1] * x[..., 1:])  # an error unlike the broken part

    found = measure(truth, predictor, radial, rng=rng, rows=4000)
    assert found.share == pytest.approx(0.01 / 1.01, abs=max(3 * found.error, 0.001))
    assert found.share > 3 * found.error
    assert found.share < 0.3 * found.plain or not coarse  # far below the predictor's own loss


def test_the_share_is_one_where_all_of_the_target_breaks_it(rng):
    found = measure(angular, angular, rng=rng)
    assert found.share == pytest.approx(1, abs=0.01)
    assert found.plain == pytest.approx(0, abs=1e-9)


def test_what_the_plain_predictor_has_not_learned_is_not_seen(rng):
    found = measure(lambda x: radial(x) + 0.3 * angular(x), radial, rng=rng)
    assert abs(found.share) < 1e-6
    assert found.plain == pytest.approx(0.09 / 1.09, rel=0.15)


def test_a_motion_that_does_not_close_is_measured_over_its_range(rng):
    shear, limit = torch.tensor([[0.0, 1.0], [0.0, 0.0]]), 0.5

    def height(x: torch.Tensor) -> torch.Tensor:
        return x[..., 1:]

    exact = measure(height, height, rng=rng, generator=shear, limit=limit)
    assert exact.share == pytest.approx(0, abs=1e-9)
    broken = measure(lambda x: x.prod(dim=-1, keepdim=True), lambda x: x.prod(dim=-1, keepdim=True),
                     rng=rng, generator=torch.eye(2), limit=limit)  # fmt: skip
    mean = math.sinh(1.0)  # of exp(2t) over [-0.5, 0.5], by which scaling multiplies a product
    assert broken.share == pytest.approx((mean - 1) ** 2, rel=0.05)


def test_places_without_data_are_not_asked(rng):
    """Scaling takes rows out of the data, where the predictor is wild; what stays inside is symmetric."""

    def direction(x: torch.Tensor) -> torch.Tensor:
        return angular(x)

    def wild_outside(x: torch.Tensor) -> torch.Tensor:
        return torch.where(torch.linalg.vector_norm(x, dim=-1, keepdim=True) > 3.2, 100.0, direction(x))

    asked = measure(direction, wild_outside, rng=rng, generator=torch.eye(2), limit=0.5)
    spared = measure(direction, wild_outside, rng=rng, generator=torch.eye(2), limit=0.5, bulk=True)
    assert abs(asked.share) > 0.1
    assert spared.share == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("place", "share"),
    [
        (lambda x: torch.linalg.vector_norm(x, dim=-1) - 1.2, 0.0),  # rings
        (lambda x: x[..., 0], 1.0),  # half planes
    ],
    ids=["rings", "halves"],
)
def test_class_labels_are_compared_as_probabilities(place, share, rng):
    on_x, on_y = parse_actions("vec2", "invariant")
    x = torch.randn(1500, 2, generator=rng)
    y = (place(x) > 0).long()
    sure = Exact(lambda x: torch.stack([-100 * place(x), 100 * place(x)], dim=-1))
    problem = Problem(x, y, x, y, Loss("classification"), on_x, on_y, 0.35, 1.0)
    found = measure_breaking(sure, sure, problem, HeldOut(x, y), ROTATION, math.pi)
    assert found.share == pytest.approx(share, abs=max(0.01, 3 * found.error))
    assert found.plain < 0.01


def test_its_standard_error_shrinks_with_the_rows(rng):
    def coarse(x: torch.Tensor) -> torch.Tensor:
        return radial(x) + 0.2 * wrong(x)

    few, many = (measure(radial, coarse, rng=rng, noise=0.1, rows=rows).error for rows in (500, 8000))
    assert many == pytest.approx(few / 4, rel=0.3)

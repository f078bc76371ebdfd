"""The objective's terms: what each measures, and that weights enter once."""

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.model import AbstractPredictor, LieAugmenter
from lieaug.schema import ObjectiveWeights
from lieaug.training import Comparator, Loss, ObjectiveTerms, Views, energy_distance, evaluate_terms, moved_loss

ROTATION = torch.tensor([[[[0.0, -1.0], [1.0, 0.0]]]])
SCALING = torch.eye(2)[None, None]
STATE = parse_action("2*vec2")


class Doubling(AbstractPredictor):
    """f(x) = 2x is equivariant under every matrix."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 2 * x


def terms(
    basis: torch.Tensor, x: torch.Tensor, y: torch.Tensor, anchor: str = "label", **weights: float
) -> ObjectiveTerms:
    augmenter = LieAugmenter.fixed(STATE, basis, torch.ones(1, basis.shape[1]))
    views = Views(x, y, augmenter.sample(x.shape[1], rng=torch.Generator().manual_seed(0)))
    comparator = Comparator(Loss("regression"), STATE, anchor)  # pyright: ignore[reportArgumentType]
    return evaluate_terms(Doubling(), augmenter, comparator, views, ObjectiveWeights(**weights))


@pytest.mark.parametrize("anchor", ["label", "prediction"])
@pytest.mark.parametrize("basis", [ROTATION, SCALING])
def test_an_equivariant_predictor_with_true_labels_costs_nothing(
    anchor: str, basis: torch.Tensor, rng: torch.Generator
) -> None:
    x = torch.randn(1, 32, 4, generator=rng)
    found = terms(basis, x, 2 * x, anchor)
    assert float(found.task) == pytest.approx(0, abs=1e-10)
    assert float(found.equivariance) == pytest.approx(0, abs=1e-10)


def test_wrong_labels_cost_the_same_when_turned(rng: torch.Generator) -> None:
    x = torch.randn(1, 32, 4, generator=rng)
    found = terms(ROTATION, x, torch.zeros_like(x))
    assert float(found.equivariance) == pytest.approx(float(found.task), rel=1e-4)


def test_shrinking_does_not_make_a_loss_smaller(rng: torch.Generator) -> None:
    x = torch.randn(1, 32, 4, generator=rng)
    g = (0.1 * torch.eye(2)).expand(1, 32, 2, 2)
    error = moved_loss(Loss("regression"), STATE.apply(g, 3 * x), x, STATE, g)
    assert torch.allclose(error, Loss("regression")(3 * x, x), rtol=1e-4)


def test_total_counts_every_weight_once() -> None:
    one = torch.ones(2)
    found = ObjectiveTerms(one, 2 * one, 3 * one, 4 * one, 5 * one, 7 * one, 6 * one)
    weights = ObjectiveWeights(
        equivariance=10, extent=1, orthogonality=0.1, sparsity=0.01, closure=0.0001, support=0.001
    )
    per_seed = (1 + 20) / 2 + 3 + 0.4 + 0.05 + 0.0007 + 0.006
    assert float(found.total(weights, 2 * one)) == pytest.approx(2 * per_seed)


def test_the_closure_term_is_0_for_an_algebra_and_positive_for_what_is_none(rng: torch.Generator) -> None:
    x = torch.randn(1, 8, 4, generator=rng)
    shears = torch.tensor([[[[0.0, 1.4], [0.0, 0.0]], [[0.0, 0.0], [1.4, 0.0]]]])  # their bracket is a third direction
    algebra, none = (float(terms(basis, x, x, closure=1.0).closure) for basis in (ROTATION, shears))
    assert algebra == pytest.approx(0, abs=1e-6)
    assert none > 0.5
    assert float(terms(shears, x, x).closure) == 0


def test_cross_entropy_and_divergence(rng: torch.Generator) -> None:
    loss, scores = Loss("classification"), torch.randn(2, 5, 3, generator=rng)
    labels = torch.randint(3, (2, 5), generator=rng)
    expected = -scores.log_softmax(-1).gather(-1, labels[..., None])[..., 0]
    assert torch.allclose(loss(scores, labels), expected, atol=1e-6)
    assert torch.allclose(loss.between(scores, scores), torch.zeros(2, 5), atol=1e-6)
    assert (loss.between(scores, scores.flip(-1)) > 0).all()


def test_energy_distance_vanishes_for_equal_laws_and_grows_with_a_shift(rng: torch.Generator) -> None:
    a, b = torch.randn(1, 800, 3, generator=rng), torch.randn(1, 800, 3, generator=rng)
    assert abs(float(energy_distance(a, b))) < 0.02
    assert float(energy_distance(a, b + 1)) > 10 * abs(float(energy_distance(a, b)))


def test_support_term_is_large_only_where_views_leave_the_data(rng: torch.Generator) -> None:
    angle = 2 * torch.pi * torch.rand(1, 400, 1, generator=rng)
    circle = torch.cat([angle.cos(), angle.sin(), -angle.sin(), angle.cos()], dim=-1)
    kept, left = (terms(basis, circle, 2 * circle, support=1.0).support for basis in (ROTATION, SCALING))
    assert float(left) > 10 * abs(float(kept))

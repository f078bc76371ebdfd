"""What all motions have in common is found, and nothing else is; symmetries are told from the rest."""

from dataclasses import replace

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics import HeldOut, beyond_common, fit_common, judge_generator
from lieaug.lie import exponential_map
from lieaug.schema import GeneratorEvidence
from lieaug.training import Loss, Problem

PRESENT = GeneratorEvidence(
    tested=1.0, limit=3.14, compact=True, extent=3.14, ratio=1.0, interval=(0.95, 1.05), unmoved=1.0, excess=0.0,
    near=0.0, breaking=0.0, breaking_error=0.0005, unexplained=0.15, plain=0.15, coverage=1.0, residual=0.1,
    support_ratio=1.0,
)  # fmt: skip
HURRICANES = replace(PRESENT, common=0.18, telling=0.03 / 0.85)  # 18 % left by what moves along, 15 % by the predictor


def make(action: str, output: str, x: torch.Tensor, y: torch.Tensor) -> Problem:
    return Problem(x, y, x, y, Loss("regression"), *parse_actions(action, output, y.shape[1]), 1e-3, 1e-3)


@pytest.mark.parametrize(
    ("action", "output", "width", "outputs"),
    [
        ("2*vec2", "vec2", 4, 2),
        ("2*vec2", "2*vec2", 4, 4),
        ("2*vec2.affine + vec2 + scalar", "vec2.affine", 7, 2),
        ("vec2.affine + vec2", "vec2.linear", 4, 2),
        ("vec2 + 2*scalar", "invariant", 4, 1),
    ],
)
def test_it_moves_along_with_every_motion(
    action: str, output: str, width: int, outputs: int, rng: torch.Generator
) -> None:
    x = torch.randn(300, width, generator=rng)
    problem = make(action, output, x, torch.randn(300, outputs, generator=rng))
    found = fit_common(problem)
    assert found is not None
    generators = torch.einsum("rd,dij->rij", torch.randn(5, len(problem.action.search_space), generator=rng),
                              problem.action.search_space)  # fmt: skip
    for g in exponential_map(0.5 * generators):
        moved = problem.action.apply(g, x) @ found.matrix.T + found.offset
        along = x @ found.matrix.T + found.offset
        torch.testing.assert_close(moved, problem.output.apply(g, along), atol=1e-4, rtol=1e-4)


def test_a_combination_of_vectors_is_found_and_a_wind_is_not(rng: torch.Generator) -> None:
    x = torch.randn(500, 4, generator=rng)
    steady = 1.5 * x[:, :2] - 0.5 * x[:, 2:]
    found = fit_common(make("2*vec2", "vec2", x, steady))
    assert found is not None
    assert found.loss(HeldOut(x, steady)) < 1e-9
    wind = steady + torch.tensor([3.0, 0.0])
    found = fit_common(make("2*vec2", "vec2", x, wind))
    assert found is not None
    assert found.loss(HeldOut(x, wind)) == pytest.approx(4.5, rel=0.1)


def test_outputs_that_stay_have_nothing_in_common(rng: torch.Generator) -> None:
    x, y = torch.randn(100, 6, generator=rng), torch.randn(100, 1, generator=rng)
    assert fit_common(make("2*vec3", "invariant", x, y)) is None


def test_what_breaks_the_rest_is_not_excused_by_what_is_common() -> None:
    broken = replace(PRESENT, breaking=0.03, breaking_error=0.003, ratio=1.1, excess=0.015)
    assert judge_generator(broken).verdict == "approximate"  # 17 % of the target's spread
    assert judge_generator(replace(broken, common=0.18, telling=0.03 / 0.85)).verdict == "absent"


def test_a_bound_that_lets_much_of_the_rest_break_is_a_doubt() -> None:
    assert judge_generator(HURRICANES).verdict == "present"
    loose = replace(HURRICANES, breaking=0.002, breaking_error=0.002)
    assert judge_generator(loose).verdict == "not identifiable"
    assert "moves along with every motion" in judge_generator(loose).reason
    assert judge_generator(replace(loose, common=1.0, telling=1.0)).verdict == "present"


def test_a_search_among_noise_finds_nothing() -> None:
    found = judge_generator(HURRICANES)
    assert beyond_common(found, HURRICANES).verdict == "not identifiable"
    assert beyond_common(found, replace(HURRICANES, plain=0.1)).verdict == "present"
    assert beyond_common(judge_generator(PRESENT), PRESENT).verdict == "present"

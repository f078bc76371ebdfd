"""A step laid open: the same step bit for bit, and numbers that another way of computing them gives too."""

import copy

import numpy as np
import pytest
import torch
from scipy.linalg import expm

from lieaug.actions import parse_action
from lieaug.model import LieAugmenter, Mlp
from lieaug.schema import ObjectiveWeights, StepTrace
from lieaug.training import Arm, LoopSettings, Loss, Problem, Views, evaluate_terms, traced_step


def make_arm(
    parameterisation: str = "frame", kind: str = "regression", anchor: str = "label", generators: int = 2
) -> Arm:
    rng = torch.Generator().manual_seed(5)
    action = parse_action("2*vec2")
    output = action if kind == "regression" else parse_action("invariant")
    x = torch.randn(300, 4, generator=rng)
    y = x * x.square().mean(dim=1, keepdim=True) if kind == "regression" else (x[:, 0] > 0).long()
    problem = Problem(x[:200], y[:200], x[200:], y[200:], Loss(kind), action, output, 1e-3, 1e-3)  # pyright: ignore[reportArgumentType]
    predictor = Mlp(4, 4 if kind == "regression" else 2, hidden=(16,), seeds=2, rng=rng)
    augmenter = LieAugmenter(action, generators, seeds=2, parameterisation=parameterisation, rng=rng)  # pyright: ignore[reportArgumentType]
    settings = LoopSettings(40, 32, ObjectiveWeights(), anchor)  # pyright: ignore[reportArgumentType]
    return Arm(problem, predictor, augmenter, settings, rng=rng)


def traced(arm: Arm, steps: int = 1) -> StepTrace:
    trace = None
    for _ in range(steps):
        _, trace = traced_step(arm)
    assert trace is not None
    return trace


@pytest.mark.parametrize("parameterisation", ["frame", "paper"])
def test_a_traced_step_is_the_same_step(parameterisation: str) -> None:
    plain, watched = make_arm(parameterisation), make_arm(parameterisation)
    for _ in range(9):
        expected, (found, _) = plain.step(), traced_step(watched)
        assert all(torch.equal(expected[name], found[name]) for name in expected)
    states = plain.state(), watched.state()
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert torch.equal(plain.rng.get_state(), watched.rng.get_state())


def test_generators_learn_at_every_fourth_step_and_the_trace_says_so() -> None:
    arm = make_arm()
    traces = [traced(arm) for _ in range(6)]
    assert [trace.step for trace in traces] == [1, 2, 3, 4, 5, 6]
    assert [trace.generators_learn for trace in traces] == [True, False, False, False, True, False]
    assert [trace.next_turn for trace in traces] == [5, 5, 5, 5, 9, 9]
    for trace in traces:
        assert (trace.generators != trace.generators_after) == trace.generators_learn
        assert bool(trace.gradients) == trace.generators_learn
    assert traces[0].generators_after == traces[1].generators
    assert traces[0].epoch == 7  # 200 rows in batches of 32


@pytest.mark.parametrize("steps", [1, 3])
def test_examples_are_moved_by_the_exponential_of_the_generators(steps: int) -> None:
    trace = traced(make_arm(), steps)
    generators = np.array(trace.generators)
    assert trace.shape == (4,)
    for example in trace.examples:
        g = expm(np.einsum("a,aij->ij", example.t, generators))
        moved = (np.reshape(example.x, (2, 2)) @ g.T).ravel()
        np.testing.assert_allclose(example.moved, moved, atol=1e-4)
        np.testing.assert_allclose(example.moved_target, (np.reshape(example.target, (2, 2)) @ g.T).ravel(), atol=1e-4)
        assert np.all(np.abs(example.t) <= np.array(trace.extents) + 1e-6)
    assert trace.t[: len(trace.examples)] == [example.t for example in trace.examples]


def test_predictions_are_those_before_and_after_the_update() -> None:
    arm = make_arm()
    before = copy.deepcopy(arm.predictor)
    example = traced(arm).examples[0]

    def ask(predictor: torch.nn.Module, x: list[float]) -> np.ndarray:
        return predictor(torch.tensor(x).expand(2, 1, 4))[0, 0].detach().numpy()

    np.testing.assert_allclose(example.prediction, ask(before, example.x), atol=1e-5)
    np.testing.assert_allclose(example.moved_prediction, ask(before, example.moved), atol=1e-5)
    np.testing.assert_allclose(example.prediction_after, ask(arm.predictor, example.x), atol=1e-5)
    np.testing.assert_allclose(example.moved_prediction_after, ask(arm.predictor, example.moved), atol=1e-5)
    assert example.prediction != example.prediction_after
    np.testing.assert_allclose(
        example.loss, np.square(np.subtract(example.prediction, example.target)).mean(), rtol=1e-4
    )
    scale = example.moved_loss / np.square(np.subtract(example.moved_prediction, example.moved_target)).mean()
    after = np.square(np.subtract(example.moved_prediction_after, example.moved_target)).mean()
    np.testing.assert_allclose(example.moved_loss_after, scale * after, rtol=1e-4)


def test_the_total_is_the_weighted_sum_of_its_terms_and_its_slope_the_gradient() -> None:
    arm = make_arm()
    assert arm.augmenter is not None
    before, predictor, draws = copy.deepcopy(arm.augmenter), copy.deepcopy(arm.predictor), arm.rng.get_state()
    trace = traced(arm)
    data = (trace.terms["task"] + trace.terms["equivariance"]) / trace.unit
    np.testing.assert_allclose(trace.total, data + trace.weights["extent"] * trace.terms["extent"], rtol=1e-5)
    assert set(trace.terms) == {"task", *trace.weights}

    def total(along: torch.Tensor, size: float) -> float:
        moved = copy.deepcopy(before)
        with torch.no_grad():
            moved.parameterisation.get_parameter("raw_frame")[0] += size * along
        rng = torch.Generator()
        rng.set_state(draws)
        x, y = arm.problem.draw_probe(2, 32, rng)
        views = Views(x, y, moved.sample(32, rng=rng))
        terms = evaluate_terms(predictor, moved, arm.comparator, views, arm.settings.weights)
        unit = torch.tensor([trace.unit, 1.0])
        return float(
            ((terms.task + terms.equivariance) / unit + arm.settings.weights.extent * terms.extent)[0].detach()
        )

    along = torch.randn(2, 4, generator=torch.Generator().manual_seed(1))
    slope = (total(along, 1e-2) - total(along, -1e-2)) / 2e-2
    matrices = torch.einsum("kd,dij->kij", along, before.parameterisation.search_space)
    np.testing.assert_allclose(slope, np.sum(np.array(trace.gradients) * matrices.numpy()), rtol=0.02, atol=1e-3)


def test_classes_have_probabilities_and_labels_that_stay() -> None:
    example = traced(make_arm(kind="classification")).examples[0]
    assert example.target == example.moved_target
    assert len(example.target) == 1
    for prediction in (example.prediction, example.moved_prediction, example.moved_prediction_after):
        np.testing.assert_allclose(sum(prediction), 1, atol=1e-5)
    np.testing.assert_allclose(example.moved_loss, -np.log(example.moved_prediction[int(example.target[0])]), rtol=1e-4)


def test_with_the_prediction_as_anchor_the_moved_prediction_is_the_target() -> None:
    trace = traced(make_arm(anchor="prediction"))
    example = trace.examples[0]
    g = expm(np.einsum("a,aij->ij", example.t, np.array(trace.generators)))
    np.testing.assert_allclose(example.moved_target, (np.reshape(example.prediction, (2, 2)) @ g.T).ravel(), atol=1e-4)


def test_numbers_that_are_not_finite_leave_no_trace() -> None:
    arm = make_arm()
    with torch.no_grad():
        next(arm.predictor.parameters()).fill_(float("inf"))
    assert traced_step(arm)[1] is None


def test_a_trace_survives_the_way_through_json() -> None:
    trace = traced(make_arm())
    assert StepTrace.model_validate_json(trace.model_dump_json(by_alias=True)) == trace
    assert len(trace.model_dump_json()) < 20_000

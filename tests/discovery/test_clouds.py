"""Discoveries on clouds of points, on tiny budgets: every stage and what comes out of it."""

import json
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch

from lieaug.actions import PointsAction
from lieaug.diagnostics import HeldOut, component_candidates, fit_bulk, support_ratio
from lieaug.discovery import Pipeline, budget
from lieaug.discovery.orbit import sample_orbit
from lieaug.discovery.prepare import prepare
from lieaug.errors import ActionError, DataError
from lieaug.lie import principal_angles
from lieaug.model import DeepSets
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import TaskData, Truth
from lieaug.tasks.n_body import ROTATION_3D
from tests.clouds import random_clouds

KINDS = ("A", "B")


def task(rows: int = 700, *, affine: bool = False, **changes: Any) -> TaskData:
    """Clouds to the sum of their squared distances from the mean, weighted by a feature: se(3), or so(3) about it."""
    x = random_clouds(rows, 3, torch.Generator().manual_seed(3)).numpy()
    points, mask = x[..., :3], x[..., 3, None]
    about = (points - points.sum(axis=1, keepdims=True) / mask.sum(axis=1, keepdims=True)) * mask
    points[:] = points if affine else about
    y = (np.square(about).sum(axis=2) * (1 + x[..., 4])).sum(axis=1, keepdims=True).astype(np.float32)
    basis = np.zeros((3, 3 + affine, 3 + affine))
    basis[:, :3, :3] = ROTATION_3D
    n, spec = rows - 100, f"points3{'.affine' if affine else ''}"
    data = TaskData(x[:n], y[:n], x[n:], y[n:], spec, "invariant", "regression", Truth(basis, "so(3)"), metric="mae")
    return replace(data, **{"unit": "eV", "point_labels": KINDS, **changes})


def config(**changes: Any) -> DiscoveryConfig:
    return DiscoveryConfig.parse(
        {"task": {"kind": "table", "path": "arrays"}, "seeds": 1, "steps": 10, "device": "cpu", **changes}
    )


@pytest.fixture(autouse=True)
def _short_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*args: Any) -> budget.Budget:
        return replace(budget.budget_for(*args), warm_up=20, held_out_rows=40)

    monkeypatch.setattr(import_module("lieaug.discovery.prepare"), "budget_for", short)


def test_a_discovery_runs_through_and_goes_on_where_it_was_put_down() -> None:
    data, settings = task(affine=True), config(generators=3)
    first, state, result, evidence = Pipeline(settings, data), None, None, None
    for snapshot in first:
        if state is None and snapshot.stage == "comparison":
            state = first.state()
        result, evidence = snapshot.result, snapshot.evidence
    assert result is not None
    assert evidence is not None
    assert evidence.orbit is not None
    assert result.action == data.action
    assert len(result.generators) == 3
    assert (result.predictor.metric, result.predictor.unit) == ("mae", "eV")
    assert result.components
    assert evidence.orbit.kind == "points"
    assert set(evidence.orbit.labels or []) <= set(KINDS)
    assert state is not None
    second = Pipeline(settings, data)
    tensors, scalars = state
    second.restore(tensors, json.loads(json.dumps(scalars)))
    *_, last = second
    assert last.result is not None
    assert last.result.model_copy(update={"seconds": 0.0}) == result.model_copy(update={"seconds": 0.0})


def test_the_predictor_sees_sets_and_the_truth_is_in_scaled_units() -> None:
    study = prepare(config(), task(affine=True))
    predictor = study.predictor(2, rng=torch.Generator().manual_seed(0))
    assert isinstance(predictor, DeepSets)
    assert predictor(study.problem.x[:5].expand(2, -1, -1, -1)).shape == (2, 5, 1)
    assert study.true_basis is not None
    back = study.in_data_units(study.true_basis)
    assert study.data.truth is not None
    assert float(principal_angles(back.double(), torch.as_tensor(study.data.truth.basis)).max()) < 1e-5


def test_clouds_have_no_bulk_and_are_all_counted() -> None:
    study = prepare(config(), task())
    problem, rows = study.problem, study.held_out
    assert fit_bulk(problem.x) is None
    inside = HeldOut(rows.x, rows.y).inside(problem.action.apply(2 * torch.eye(3).expand(7, 1, 3, 3), rows.x))
    assert inside.shape == (7, len(rows.x))
    assert inside.all()
    pairs = ((problem.x, problem.y), (rows.x, rows.y))
    assert support_ratio(problem.action, problem.output, *pairs, torch.as_tensor(ROTATION_3D[0]).float(), 0.3) is None


def test_orbits_are_in_the_datas_units_and_leave_padding_out() -> None:
    study = prepare(config(), task(affine=True))
    turn = torch.zeros(4, 4)
    turn[:3, :3] = torch.as_tensor(ROTATION_3D[0])
    orbit = sample_orbit(study, turn, float(np.pi))
    assert orbit is not None
    frames, cloud = np.array(orbit.frames), study.x_scaling.inverse(study.held_out.x[:1])[0].numpy()
    real = cloud[:, 3] == 1
    assert frames.shape == (25, real.sum(), 3)
    np.testing.assert_allclose(frames[12], cloud[real, :3], atol=1e-3)
    assert orbit.labels == [KINDS[kind] for kind in cloud[real, 4:].argmax(axis=1)]
    unnamed = sample_orbit(prepare(config(), task(point_labels=())), turn[:3, :3], 1.0)
    assert unnamed is not None
    assert unnamed.labels is None


@pytest.mark.parametrize("size", [3, 4])
def test_mirrors_and_the_inversion_are_asked_of_clouds(size: int, rng: torch.Generator) -> None:
    action = PointsAction(size, affine=True)
    found = component_candidates(action, torch.zeros(0, size + 1, size + 1), rng=rng)
    assert "inversion" in [candidate.name for candidate in found]
    for candidate in found:
        assert torch.equal(candidate.matrix[-1], torch.eye(size + 1)[-1])


def test_wrong_clouds_are_refused_in_one_sentence() -> None:
    data = task()
    broken = data.x_train.copy()
    broken[0, 0, 3] = 2
    with pytest.raises(DataError, match="a mask of 1"):
        prepare(config(), replace(data, x_train=broken))
    with pytest.raises(ActionError, match="expected clouds of shape"):
        prepare(config(), replace(data, action="points4", x_train=data.x_train[..., :4], x_test=data.x_test[..., :4]))

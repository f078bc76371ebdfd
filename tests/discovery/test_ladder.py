"""Over which part of a range directions hold, read off predictors trained over different parts."""

import math
from unittest.mock import MagicMock

import pytest
import torch

from lieaug.diagnostics import GeneratorCurve, Onsets
from lieaug.discovery import ladder as module
from lieaug.discovery.evidence import RUNGS
from lieaug.discovery.ladder import widest_before_the_end, widest_rung
from lieaug.discovery.prepare import Study, prepare
from lieaug.lie.catalogue import special_orthogonal
from lieaug.model import Mlp
from lieaug.schema import DiscoveryConfig


@pytest.fixture(scope="module")
def study() -> Study:
    task = {"kind": "zoo", "family": "so3", "copies": 2, "rows": 200}
    return prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "device": "cpu"}))


@pytest.fixture(scope="module")
def rotations(study: Study) -> torch.Tensor:
    """Two rotations as directions of the search space."""
    found = torch.einsum("kij,dij->kd", special_orthogonal(3).float(), study.problem.action.search_space)[:2]
    return found / found.norm(dim=1, keepdim=True)


@pytest.mark.parametrize(
    ("reaches", "expected"),
    [([1.0, 1.0], RUNGS[-1]), ([0.3, 1.0], 0.25), ([1.0, 0.4], 0.375), ([0.01, 1.0], 0.0)],
)
def test_the_rung_is_the_widest_that_all_directions_hold(reaches, expected, study, rotations, monkeypatch):
    remaining = iter(reaches)

    def trace(*_: object) -> GeneratorCurve:
        t, reach = torch.linspace(-1, 1, 97), next(remaining)
        losses = torch.where(t.abs() <= reach, 1.0, 10.0).expand(len(RUNGS), -1)
        some = torch.ones(len(t), 1)
        return GeneratorCurve(t, 1.0, True, some, some.bool(), losses, t)

    monkeypatch.setattr(module, "whole_curve", trace)
    monkeypatch.setattr(module, "plain_losses", lambda *_: torch.ones(2, len(study.held_out.x)))
    predictor = MagicMock(spec=Mlp)
    assert widest_rung(study, predictor, predictor, rotations, study.held_out) == pytest.approx(expected)


@pytest.mark.parametrize(("degrees", "expected"), [(180.0, RUNGS[-1]), (44.0, 0.25), (30.0, 1 / 6), (5.0, 0.0)])
def test_no_rung_reaches_beyond_the_end(degrees, expected, study, rotations, monkeypatch):
    ends = iter([math.radians(degrees), math.pi])

    def onsets(*_: object) -> Onsets:
        end = next(ends)
        return Onsets((math.pi, end), ((end, end), (end, end)))

    monkeypatch.setattr(module, "measure_onsets", onsets)
    assert widest_before_the_end(study, MagicMock(spec=Mlp), rotations) == pytest.approx(expected)

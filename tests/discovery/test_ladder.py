"""Over which part of a range directions hold, read off predictors trained over different parts."""

import math
from unittest.mock import MagicMock

import pytest
import torch

from lieaug.diagnostics import GeneratorCurve, Onsets
from lieaug.discovery import ladder as module
from lieaug.discovery.evidence import RUNGS
from lieaug.discovery.ladder import widest_rung
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


@pytest.fixture
def measured(study, monkeypatch):
    """Scripts the curves and the ends of directions; losses are 1 up to the reach and `beyond` farther out."""

    def script(reaches: list[float], ends: list[float] | None = None, beyond: float = 10.0) -> None:
        curves, found = iter(reaches), iter(ends or reaches)

        def trace(*_: object) -> GeneratorCurve:
            t, reach = torch.linspace(-1, 1, 97), next(curves)
            losses = torch.where(t.abs() <= reach, 1.0, beyond).expand(len(RUNGS), -1)
            some = torch.ones(len(t), 1)
            return GeneratorCurve(t, 1.0, True, some, some.bool(), losses, t)

        def onsets(*_: object) -> Onsets:
            end = math.pi * next(found)
            return Onsets((math.pi, end), ((end, end), (end, end)), 0.0 if ends is None else 1.0)

        monkeypatch.setattr(module, "whole_curve", trace)
        monkeypatch.setattr(module, "measure_onsets", onsets)
        monkeypatch.setattr(module, "plain_losses", lambda *_: torch.ones(2, len(study.held_out.x)))

    return script


def widest(study: Study, rotations: torch.Tensor) -> float:
    predictor = MagicMock(spec=Mlp)
    return widest_rung(study, predictor, predictor, rotations, study.held_out)


@pytest.mark.parametrize(
    ("reaches", "expected"),
    [([1.0, 1.0], RUNGS[-1]), ([0.3, 1.0], 0.25), ([1.0, 0.4], 0.375), ([0.01, 1.0], 0.0)],
)
def test_the_rung_is_the_widest_that_all_directions_hold(reaches, expected, study, rotations, measured):
    measured(reaches)
    assert widest(study, rotations) == pytest.approx(expected)


@pytest.mark.parametrize(("end", "expected"), [(1.0, RUNGS[-1]), (0.24, 0.25), (0.17, 1 / 6), (0.03, 0.0)])
def test_no_rung_reaches_beyond_the_end(end, expected, study, rotations, measured):
    measured([1.0, 1.0], [end, 1.0])
    assert widest(study, rotations) == pytest.approx(expected)


def test_up_to_an_end_twice_the_tolerance_will_do_and_no_more(study, rotations, measured):
    measured([0.01, 1.0], beyond=1.3)  # costs too much everywhere, but not by much
    assert widest(study, rotations) == 0.0
    measured([0.01, 1.0], [0.25, 1.0], beyond=1.3)
    assert widest(study, rotations) == pytest.approx(0.25)
    measured([0.01, 1.0], [0.25, 1.0], beyond=1.6)
    assert widest(study, rotations) == 0.0

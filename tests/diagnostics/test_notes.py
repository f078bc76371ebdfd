"""A long measurement that is cut off anywhere goes on from its notes: the same numbers, and nothing measured twice."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import HeldOut, Notes, trace_cost_spectrum, trace_curve
from lieaug.model import AbstractPredictor
from lieaug.training import Loss, Problem


class Counted(AbstractPredictor):
    """Two seeds of a function that counts how often it is asked."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.linspace(-1, 1, 2 * outputs).reshape(2, 1, outputs))
        self.asked = 0

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.asked += 1
        return self.weight * x.flatten(2).square().sum(dim=-1, keepdim=True)


def curve(rng: torch.Generator) -> tuple[Counted, Callable[[Notes], Iterator[Any]]]:
    action, predictor = parse_action("vec2"), Counted(2)
    x, y = torch.randn(30, 2, generator=rng), torch.randn(30, 2, generator=rng)
    problem = Problem(x, y, x, y, Loss("regression"), action, action, 1e-3, 1e-3)
    turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    return predictor, lambda notes: trace_curve(predictor, problem, HeldOut(x, y), turn, notes)


def costs(rng: torch.Generator) -> tuple[Counted, Callable[[Notes], Iterator[Any]]]:
    predictor = Counted(2)
    x, y = torch.rand(20, 8, 8, generator=rng), torch.randint(2, (20,), generator=rng)
    action, invariant = parse_action("image.linear"), parse_action("invariant")
    problem = Problem(x, y, x, y, Loss("classification"), action, invariant, 0.1, 1.0, math.log(2))
    return predictor, lambda notes: trace_cost_spectrum(predictor, problem, x, y, notes)


@pytest.mark.parametrize("kind", [curve, costs])
@pytest.mark.parametrize("place", ["", "one of several"])
def test_what_was_cut_off_goes_on(kind: Callable, place: str, rng: torch.Generator) -> None:
    predictor, measure = kind(rng)
    *pieces, whole = measure(Notes())
    asked = predictor.asked
    for cut in (1, len(pieces) // 2, len(pieces)):
        predictor.asked, notes = 0, Notes().under(place)
        begun = measure(notes)
        for _ in range(cut):
            next(begun)
        begun.close()
        *_, again = measure(Notes(dict(notes.kept)).under(place))
        assert predictor.asked == asked
        for name, value in vars(whole).items():
            assert torch.equal(getattr(again, name), value) if torch.is_tensor(value) else getattr(again, name) == value


def test_measurements_do_not_mix_up_their_notes() -> None:
    notes = Notes()
    assert notes.under("a").once("0", lambda: torch.zeros(1)) == 0
    assert notes.under("b").once("0", lambda: torch.ones(1)) == 1
    assert notes.under("a").once("0", lambda: torch.ones(1)) == 0
    assert sorted(notes.kept) == ["a/0", "b/0"]

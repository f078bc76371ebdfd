"""Which trial follows on which outcome, and of which one the verdict speaks; the outcomes are scripted."""

import math
from collections.abc import Callable
from typing import Any
from unittest.mock import MagicMock

import pytest
import torch

from lieaug.diagnostics import Notes, Spectrum
from lieaug.discovery.arms import Trial, full_extents, rung_augmenter, rung_predictors, turning_augmenter
from lieaug.discovery.evidence import RUNGS
from lieaug.discovery.nomination import Nomination
from lieaug.discovery.prepare import Study, prepare
from lieaug.discovery.trials import Trials
from lieaug.lie.catalogue import special_orthogonal
from lieaug.model import Mlp
from lieaug.schema import DiscoveryConfig, GeneratorEvidence, Verdict
from lieaug.training import Arm

HOLDS, PART, FAILS = "present", "approximate", "absent"


@pytest.fixture(scope="module")
def study() -> Study:
    task = {"kind": "zoo", "family": "so3", "copies": 2, "rows": 200}
    return prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "device": "cpu"}))


@pytest.fixture(scope="module")
def directions(study: Study) -> torch.Tensor:
    """The whole search space of 3 x 3 matrices: rotations first, then the symmetric ones."""
    space = study.problem.action.search_space
    rotations = torch.einsum("kij,dij->kd", special_orthogonal(3).float(), space)
    rest = torch.linalg.svd(rotations)[2][3:]
    return torch.cat([rotations / rotations.norm(dim=1, keepdim=True), rest])


class Scripted(Trials):
    """Trials whose outcomes are given by name; seeds agree and directions stay as nominated."""

    outcomes: dict[str, list[Verdict]]
    started: dict[str, torch.Tensor]
    rung = 0.0
    free: torch.Tensor | None = None
    """A direction that not even the plain predictor contradicts."""

    costs = 1.5
    """Of moved data for the plain predictor."""

    exact: tuple[int, ...] = ()
    """Directions of the first trial that break nothing although others are surely broken."""

    def unbroken(self, name: str) -> list[int]:
        return list(self.exact)

    def _plain_costs(self, directions: torch.Tensor, notes: Notes | None = None) -> list[float]:
        return [self.costs] * len(directions)

    def uncontradicted(self, directions: torch.Tensor, notes: Notes | None = None) -> torch.Tensor | None:
        return None if self.free is None else directions[(directions @ self.free).abs() > 0.99]

    def verdicts(self, name: str) -> list[Verdict]:
        return self.outcomes[name]

    def refined(self, name: str) -> tuple[torch.Tensor, float]:
        return self.started[name], 0.0

    def run(self, expected: str) -> Trial:
        """The next trial, which is as expected, and which is then done."""
        trial = self.next()
        assert trial is not None
        assert trial.name == expected
        self.arms[expected] = MagicMock(spec=Arm)
        self.started[expected] = trial.directions
        return trial


Make = Callable[..., Scripted]


@pytest.fixture
def make(study: Study, directions: torch.Tensor) -> Make:
    def made(
        cuts: tuple[int, ...],
        outcomes: dict[str, list[Any]],
        residuals: dict[int, float] | None = None,
        rung: float = 0.0,
        free: torch.Tensor | None = None,
    ) -> Scripted:
        """By default the plain predictor follows rotations well and nothing else."""
        along = torch.tensor([0.05] * 3 + [0.9] * 6, dtype=torch.float64)
        for index, value in (residuals or {}).items():
            along[index] = value
        gram = torch.einsum("kd,k,ke->de", directions.double(), along.square(), directions.double())[None]
        spectrum = Spectrum(along.sort().values[None].float(), directions[None], gram, torch.eye(9).double()[None])
        nomination = Nomination(directions, torch.ones(1, 9), along.float(), cuts)
        scripted = Scripted(study, nomination, spectrum, {})
        scripted.outcomes, scripted.started, scripted.rung = outcomes, {}, rung
        scripted.free = free
        return scripted

    return made


def same_span(a: torch.Tensor, b: torch.Tensor) -> bool:
    return len(a) == len(b) and float(torch.linalg.svdvals(a @ b.T).min()) > 0.999


def test_nothing_nominated_is_nothing_tried(make):
    trials = make((), {})
    assert trials.next() is None
    assert trials.decisive == ("without", 0.0)


def test_what_the_plain_predictor_does_not_contradict_is_tried_though_nothing_stands_out(make, directions):
    trials = make((), {"with": [FAILS]}, free=directions[5])
    assert torch.equal(trials.run("with").directions, directions[5:6])
    trials.run("ladder")
    assert trials.next() is None


def test_what_the_plain_predictor_does_not_contradict_may_belong_to_what_holds(make, directions):
    trials = make((3,), {"with": [HOLDS] * 3, "wider": [HOLDS] * 4}, free=directions[5])
    trials.run("with")
    assert same_span(trials.run("wider").directions, directions[[0, 1, 2, 5]])


def test_a_closed_set_that_holds_is_enough(make, directions):
    trials = make((3,), {"with": [HOLDS] * 3})
    trial = trials.run("with")
    assert torch.equal(trial.directions, directions[:3])
    assert trial.share == 1
    assert trials.next() is None
    assert trials.decisive == ("with", 1.0)


def test_brackets_that_leave_the_span_ask_for_what_is_missing(make, directions):
    trials = make((2,), {"with": [HOLDS] * 2, "wider": [HOLDS] * 3})
    trials.run("with")
    wider = trials.run("wider")
    assert torch.equal(wider.directions[:2], directions[:2])
    assert same_span(wider.directions, directions[:3])
    assert trials.next() is None
    assert trials.decisive == ("wider", 1.0)


def test_what_is_missing_must_be_plausible(make):
    trials = make((2,), {"with": [HOLDS] * 2}, {2: 0.9})  # the predictor follows the third rotation not at all
    trials.run("with")
    assert trials.next() is None
    assert trials.decisive == ("with", 1.0)


def test_a_completion_that_fails_leaves_the_first_trial_decisive(make):
    trials = make((2,), {"with": [HOLDS] * 2, "wider": [HOLDS, HOLDS, FAILS]})
    trials.run("with")
    trials.run("wider")
    assert trials.next() is None
    assert trials.decisive == ("with", 1.0)


def test_a_set_that_holds_but_cannot_be_closed_gives_way_to_a_smaller_one_that_can(make, directions):
    trials = make((2, 1), {"with": [HOLDS] * 2, "fewer": [HOLDS]}, {2: 0.9})
    trials.run("with")
    fewer = trials.run("fewer")
    assert torch.equal(fewer.directions, directions[:1])
    assert trials.next() is None
    assert trials.decisive == ("fewer", 1.0)


def test_where_one_rotation_holds_the_next_gap_is_tried_too(make, directions):
    trials = make((1, 3), {"with": [HOLDS], "wider": [HOLDS] * 3})
    trials.run("with")
    wider = trials.run("wider")
    assert torch.equal(wider.directions, directions[:3])
    assert trials.decisive == ("wider", 1.0)
    implausible = make((1, 5), {"with": [HOLDS]})
    implausible.run("with")
    assert implausible.next() is None
    costly = make((1, 3), {"with": [HOLDS]})
    costly.costs = 3.0
    costly.run("with")
    assert costly.next() is None


def test_those_that_held_are_tried_again_without_the_others(make, directions):
    trials = make((4,), {"with": [HOLDS, HOLDS, HOLDS, FAILS], "fewer": [HOLDS] * 3})
    trials.run("with")
    fewer = trials.run("fewer")
    assert torch.equal(fewer.directions, directions[:3])
    assert trials.next() is None
    assert trials.decisive == ("fewer", 1.0)


def test_what_breaks_nothing_is_tried_without_what_is_broken_beside_it(make, directions):
    trials = make((3, 2), {"with": [PART] * 3, "fewer": [HOLDS]}, rung=0.25)
    trials.exact = (1,)
    trials.run("with")
    fewer = trials.run("fewer")
    assert torch.equal(fewer.directions, directions[[1]])
    assert trials.next() is None
    assert trials.decisive == ("fewer", 1.0)


def test_what_breaks_next_to_nothing_of_what_others_do_is_unbroken(study, directions):
    def evidence(breaking: float) -> GeneratorEvidence:
        return GeneratorEvidence(
            tested=1.0, limit=0.5, compact=False, extent=0.1, ratio=1.5, interval=(1.3, 1.7), unmoved=1.2, excess=0.001,
            near=0.001, breaking=breaking, breaking_error=1e-5, unexplained=0.002, plain=0.002, coverage=1.0,
            residual=0.1, support_ratio=1.0,
        )  # fmt: skip

    trials = Trials(study, MagicMock(spec=Nomination), MagicMock(spec=Spectrum), {})
    for shares, expected in (
        ((9e-4, -2e-5, 1.6e-3), [1]),  # a translation beside two scalings of springs that harden
        ((9e-4, 6e-4, 1.6e-3), []),  # a broken so(3)
        ((1e-5, -2e-5, 3e-5), []),  # nothing is surely broken
    ):
        trials._evidence["with"] = [evidence(share) for share in shares]
        assert trials.unbroken("with") == expected


def test_where_none_held_the_next_smaller_set_is_tried(make, directions):
    trials = make((4, 6, 3, 1), {"with": [FAILS] * 4, "fewer": [HOLDS] * 3})
    trials.run("with")
    assert torch.equal(trials.run("fewer").directions, directions[:3])
    assert trials.next() is None


def test_where_nothing_holds_all_the_way_a_part_of_it_may(make, directions):
    trials = make((3, 1), {"with": [PART] * 3}, rung=0.375)
    trials.run("with")  # all hold in part, so that fewer would be too few
    ladder = trials.run("ladder")
    assert torch.equal(ladder.directions, directions[:3])
    narrow = trials.run("narrow")
    assert narrow.share == 0.375
    assert torch.equal(narrow.directions, directions[:3])
    assert trials.next() is None
    assert trials.decisive == ("narrow", 0.375)


def test_where_no_part_holds_the_first_trial_is_decisive(make):
    trials = make((1,), {"with": [FAILS]}, rung=0.0)
    trials.run("with")
    trials.run("ladder")
    assert trials.next() is None
    assert trials.decisive == ("with", 1.0)


def test_a_turning_augmenter_keeps_its_extents_and_learns_its_directions(study, directions, rng):
    both = directions[[0, 5]]  # a rotation, and a stretch that does not close
    augmenter = turning_augmenter(study, Trial("narrow", both, 0.5), 2, rng)
    assert torch.allclose(augmenter.parameterisation.coordinates, both.expand(2, -1, -1), atol=1e-5)
    assert torch.allclose(augmenter.extents, 0.5 * full_extents(study, both).expand(2, -1))
    assert float(augmenter.extents[0, 0]) == pytest.approx(math.pi / 2, rel=1e-3)
    assert [name for name, value in augmenter.named_parameters() if value.requires_grad] == [
        "parameterisation.raw_frame"
    ]


def test_each_rung_has_its_own_share_and_a_predictor_from_the_warm_up(study, directions, rng):
    augmenter = rung_augmenter(study, Trial("ladder", directions[:1]))
    assert augmenter.extents[:, 0].tolist() == pytest.approx([share * math.pi for share in RUNGS], rel=1e-3)
    x, y = study.problem.x, study.problem.y
    warm = Mlp(x.shape[1], y.shape[1], seeds=2, rng=rng)
    ladder = rung_predictors(study, warm, rng)
    assert isinstance(ladder, Mlp)
    for rung in range(len(RUNGS)):
        assert torch.equal(ladder.weights[0][rung], warm.weights[0][rung % 2])


@pytest.fixture(scope="module")
def digits() -> Study:
    return prepare(DiscoveryConfig.parse({"task": {"kind": "mnist", "rows": 300}, "preset": "quick", "device": "cpu"}))


def test_of_images_all_directions_are_tried_where_none_stands_out_each_as_far_as_it_has_come(digits):
    """The first direction, a rotation, has half a turn as its range; the last one reaches beyond its own."""
    rotation = torch.zeros(6)
    rotation[[1, 3]] = torch.tensor([-1.0, 1.0]) / math.sqrt(2)
    directions = torch.cat([rotation[None], torch.linalg.svd(rotation[None])[2][1:]])
    extents = torch.tensor([[1.0, 0.1, 0.2, 0.3, 0.4, 3.0]])
    gram = torch.eye(6).double()[None]
    spectrum = Spectrum(torch.ones(1, 6), torch.eye(6)[None], gram, gram)
    trials = Scripted(digits, Nomination(directions, extents, torch.ones(6), ()), spectrum, {})
    trials.outcomes, trials.started = {"with": [FAILS] * 6}, {}
    assert len(trials.run("with").directions) == 6
    full = full_extents(digits, directions)
    assert torch.allclose(trials.reaches, torch.minimum(extents[0], full))
    trials.rung = Trials.rung.func(trials)  # pyright: ignore[reportAttributeAccessIssue]
    assert trials.rung == pytest.approx(0.2)
    narrow = trials.run("narrow")
    frame = turning_augmenter(digits, narrow, 2, torch.Generator()).parameterisation
    assert torch.allclose(frame.extents, trials.reaches.expand(2, 6))
    assert not any(parameter.requires_grad for parameter in frame.parameters())  # over small parts they would stray
    for with_, narrow_, expected in (([PART, FAILS], [PART, PART], "narrow"), ([PART, PART], [PART, FAILS], "with")):
        trials.outcomes = {"with": with_, "narrow": narrow_}
        assert trials.decisive[0] == expected


def test_what_images_tolerate_without_standing_out_is_tried_over_a_part_at_once(digits):
    directions = torch.eye(6)
    nomination = Nomination(directions, torch.full((2, 6), 0.2), torch.ones(6), (4, 1), in_part=True)
    gram = torch.eye(6).double()[None]
    trials = Scripted(digits, nomination, Spectrum(torch.ones(1, 6), directions[None], gram, gram), {})
    trials.outcomes, trials.started = {"narrow": [PART] * 4}, {}
    trials.rung = Trials.rung.func(trials)  # pyright: ignore[reportAttributeAccessIssue]
    narrow = trials.run("narrow")
    assert torch.equal(narrow.directions, directions[:4])
    assert narrow.extents is not None
    assert torch.allclose(narrow.extents, torch.full((4,), 0.2))
    assert trials.next() is None
    assert trials.decisive == ("narrow", trials.rung)

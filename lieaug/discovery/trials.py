"""Trials: predictors trained with some directions, to see on data whether these hold, all of them and all the way.

The first one, "with", takes what was nominated over its whole range. Where all of that holds, "wider" tries a larger
set; where not, or where it cannot be closed, "fewer" tries a smaller one. Where that fails too, "ladder" finds the part
of the range over which the first set holds (several parts side by side), and "narrow" is trained over this part. What
images tolerate without standing out can hold in part at most: there "narrow" comes at once.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction
from lieaug.diagnostics import (
    TOLERANCE,
    Consensus,
    GeneratorEvidence,
    HeldOut,
    Notes,
    Spectrum,
    find_consensus,
    judge_together,
    plain_losses,
    relate,
    surely_broken,
    trace_curve,
    whole_curve,
)
from lieaug.discovery.arms import Trial, full_extents
from lieaug.discovery.evidence import weigh
from lieaug.discovery.ladder import widest_rung
from lieaug.discovery.nomination import Nomination, complete, complete_brackets
from lieaug.discovery.prepare import Study
from lieaug.discovery.readout import sharpen
from lieaug.discovery.translations import translations_apart
from lieaug.schema import Verdict
from lieaug.training import Arm

WORTH_TRYING = 0.55
"""Largest relative residual in a larger set up to which it is tried where the first one holds."""

WORTH_ITS_COST = 2.5
"""Loss ratio of moved data, for a predictor not trained on any, up to which that is so."""

NEXT_TO_NOTHING = 0.1
"""Share of what breaks some directions of a trial up to which what breaks others is none: these are tried alone."""

NOT_CLOSED = 0.15
"""Closure residual above which a symmetry that holds must lack a direction, since symmetries form an algebra."""


class Trials:
    """Chooses trial after trial, from the arms trained so far; it is asked again after each one.

    All that it keeps depends on finished arms only, so that a run taken up in the middle of a trial decides the same.
    """

    def __init__(
        self,
        study: Study,
        nomination: Nomination,
        spectrum: Spectrum,
        arms: dict[str, Arm],
        notes: Notes | None = None,
    ) -> None:
        self.study, self.nomination, self.spectrum, self.arms = study, nomination, spectrum, arms
        self._notes = notes or Notes()
        self._evidence: dict[str, list[GeneratorEvidence]] = {}
        self._refined: dict[str, Consensus] = {}

    def next(self) -> Trial | None:
        """The next trial; None if enough is known."""
        first = self.first
        if first is None:
            return None
        if self.nomination.in_part:
            return None if "narrow" in self.arms else Trial("narrow", first, self.rung, self.reaches)
        if "with" not in self.arms:
            return Trial("with", first)
        if self.all_hold:
            if "wider" not in self.arms and self.more is not None:
                return Trial("wider", self.more)
            if self.is_closed("with"):
                return None
        if "fewer" not in self.arms and self.fewer is not None:
            return Trial("fewer", self.fewer)
        if self.all_hold or ("fewer" in self.arms and self.holds("fewer")):
            return None
        if "ladder" not in self.arms and self.study.data.kind == "regression":
            return Trial("ladder", first)
        if self.rung and "narrow" not in self.arms:
            return Trial("narrow", first, self.rung, self.reaches if self.of_images else None)
        return None

    def _finished(self, name: str) -> Arm:
        arm = self.arms[name]
        assert arm.done, "what is read off an arm is kept, and must not change any more"
        return arm

    @cached_property
    def first(self) -> Float[Tensor, "m d"] | None:
        """What is tried first: what stands out, or else whatever a coarse predictor does not contradict."""
        if self.nomination.cuts:
            nominated = self.nomination.coordinates[: self.nomination.cuts[0]]
            return translations_apart(self.study.problem.action, nominated)
        kept = self.uncontradicted(self.nomination.coordinates, self._notes.under("plain"))
        # images tolerate a little of everything: where no direction stands out, all of them may hold in part
        return self.nomination.coordinates if kept is None and self.of_images else kept

    @property
    def of_images(self) -> bool:
        return isinstance(self.study.problem.action.inner, ImageAction)

    def ask_plain(self) -> Iterator[None]:
        """Takes the notes that the next choice needs of the plain predictor; pauses between steps of the work."""
        if "with" not in self.arms:
            wanted, notes = None if self.nomination.cuts else self.nomination.coordinates, self._notes.under("plain")
        else:
            wanted, notes = self._others(), self._notes.under("others")
        if wanted is not None:
            plain = self._finished("without").predictor
            for place, matrix in enumerate(self.study.matrices(wanted).to(self.study.device)):
                for _ in trace_curve(plain, self.study.problem, self.probe_rows, matrix, notes.under(str(place))):
                    yield None

    def _others(self) -> Float[Tensor, "m d"] | None:
        """What lies outside a first trial that is through, holds and is closed; None where larger sets come first."""
        if not self.arms["with"].done or not self.all_hold:
            return None
        found = len(self.first_verdicts)
        if max(self.nomination.cuts, default=0) > found or not self.is_closed("with"):
            return None
        return self._outside()

    def _outside(self) -> Float[Tensor, "m d"]:
        """All nominated directions but those of the first trial."""
        return complete(self.refined("with")[0], self.nomination.coordinates)[len(self.first_verdicts) :]

    def uncontradicted(
        self, directions: Float[Tensor, "m d"], notes: Notes | None = None
    ) -> Float[Tensor, "kept d"] | None:
        """Those directions along which even the plain predictor fits moved data; None if there is none."""
        costs = self._plain_costs(directions, notes)
        kept = [direction for direction, cost in zip(directions, costs, strict=True) if cost <= 1 + TOLERANCE]
        return torch.stack(kept) if kept else None

    def _plain_costs(self, directions: Float[Tensor, "m d"], notes: Notes | None = None) -> list[float]:
        """Loss ratios of moved data for the plain predictor, which was not trained on any."""
        notes = notes or Notes()
        problem, rows = self.study.problem, self.probe_rows
        plain = self._finished("without").predictor
        reference = plain_losses(plain, problem, rows)
        costs = []
        for place, matrix in enumerate(self.study.matrices(directions).to(self.study.device)):
            rng = torch.Generator().manual_seed(0)
            curve = whole_curve(plain, problem, rows, matrix, notes.under(str(place)))
            costs.append(relate(curve, reference, problem.resolution, TOLERANCE, rng=rng).mean)
        return costs

    @property
    def decisive(self) -> tuple[str, float]:
        """The arm that the verdict speaks of, and over which share of the range it was trained."""
        if "narrow" in self.arms:
            # among several directions of images, those that reach least decide neither for nor against the others
            several = self.of_images and "with" in self.arms
            if several and self.count_holding("with") > self.count_holding("narrow"):
                return "with", 1.0
            return "narrow", self.rung
        for name in ("wider", "fewer"):
            if name in self.arms and self.holds(name) and self.is_closed(name):
                return name, 1.0
        return ("with", 1.0) if "with" in self.arms else ("without", 0.0)

    @property
    def tested(self) -> int:
        """How many directions the verdict speaks of; all others were given up."""
        name, _ = self.decisive
        return 0 if name == "without" else len(self.refined(name)[0])

    @property
    def coordinates(self) -> Float[Tensor, "k d"]:
        """The final directions: those tested, as the test has turned them, then those given up."""
        name, _ = self.decisive
        everything = self.nomination.coordinates
        return everything if name == "without" else complete(self.refined(name)[0], everything)

    def refined(self, name: str) -> tuple[Float[Tensor, "m d"], float]:
        """Common directions of a trial's seeds, as training has made them, and the seeds' disagreement [rad]."""
        if name not in self._refined:
            augmenter = self._finished(name).augmenter
            assert augmenter is not None, "a trial has an augmenter"
            learned = augmenter.parameterisation
            common = find_consensus(learned.coordinates, learned.extents)
            sharper = sharpen(self.study, self._finished(name).predictor, common.coordinates)
            self._refined[name] = replace(common, coordinates=sharper)
        return self._refined[name].coordinates, self._refined[name].disagreement

    def verdicts(self, name: str) -> list[Verdict]:
        """Verdicts on a finished trial's directions, on the probe rows: those of the final verdict must not choose."""
        return [judgement.verdict for judgement in judge_together(self.evidence(name))]

    def evidence(self, name: str) -> list[GeneratorEvidence]:
        """What they rest on."""
        if name not in self._evidence:
            for _ in self.weigh(name):
                pass
        return self._evidence[name]

    def unbroken(self, name: str) -> list[int]:
        """Those directions of a trial that break next to nothing of what others surely break.

        Training with what is broken spoils the fit along the exact ones, too, but not what the plain predictor says.
        """
        evidence = [] if self.of_images else self.evidence(name)  # which tolerate a little of everything
        broken = sorted(e.breaking for e in evidence if surely_broken(e))
        most = NEXT_TO_NOTHING * broken[len(broken) // 2] if broken else -1.0
        return [index for index, e in enumerate(evidence) if e.breaking + 2 * e.breaking_error <= most]

    def weigh(self, name: str) -> Iterator[None]:
        """Measures what verdicts on a finished trial rest on; pauses between steps of the work."""
        study, rows = self.study, self.probe_rows
        directions = self.refined(name)[0]
        rng = torch.Generator().manual_seed(0)
        plain, trained = self._finished("without").predictor, self._finished(name).predictor
        weighed = []
        for step in weigh(
            study, rows, plain, trained, directions, len(directions), spectrum=self.spectrum, rng=rng,
            notes=self._notes.under(name),
        ):  # fmt: skip
            if step is not None:
                weighed.append(step.evidence)
            yield None
        self._evidence[name] = weighed

    @property
    def first_verdicts(self) -> list[Verdict]:
        """Verdicts on the first trial's directions."""
        return self.verdicts("with")

    @property
    def all_hold(self) -> bool:
        """Whether all directions of the first trial hold."""
        return self.holds("with")

    def holds(self, name: str) -> bool:
        """Whether all directions of a trial hold."""
        return all(verdict == "present" for verdict in self.verdicts(name))

    def count_holding(self, name: str) -> int:
        """How many directions of a trial hold at least in part."""
        return sum(verdict in ("present", "approximate") for verdict in self.verdicts(name))

    def is_closed(self, name: str) -> bool:
        """Whether the directions of a trial form an algebra, as symmetries do."""
        return self.study.closure_residual(self.study.matrices(self.refined(name)[0])) < NOT_CLOSED

    @cached_property
    def fewer(self) -> Float[Tensor, "m d"] | None:
        """Those that held where others are absent or surely broken, else the most plausible smaller set; None if none.

        Where all of them hold at least nearly, fewer would be too few: exact ones may look broken to a coarse test.
        """
        held = [index for index, verdict in enumerate(self.first_verdicts) if verdict == "present"]
        if held and "absent" in self.first_verdicts:
            return self.refined("with")[0][held]
        if not self.all_hold and "approximate" in self.first_verdicts and (apart := self.unbroken("with")):
            return self.refined("with")[0][apart]
        if not self.all_hold and set(self.first_verdicts) <= {"present", "approximate"}:
            return None
        smaller = [cut for cut in self.nomination.cuts if cut < len(self.first_verdicts)]
        if not smaller:
            return None
        return translations_apart(self.study.problem.action, self.nomination.coordinates[: smaller[0]])

    @cached_property
    def more(self) -> Float[Tensor, "m d"] | None:
        """A larger set that may hold as well, since the first one need not be the whole; None if there is none.

        It is the largest plausible set that stands out; else, where the first one is not closed, what its brackets ask
        for; else the first one with what the plain predictor does not contradict.
        """
        nomination, found = self.nomination, len(self.first_verdicts)
        larger = [cut for cut in nomination.cuts if cut > found]
        for cut in sorted(larger, reverse=True):
            extra = nomination.coordinates[found:cut]
            followed = float(nomination.residuals[:cut].max()) < WORTH_TRYING
            if followed and max(self._plain_costs(extra)) < WORTH_ITS_COST:
                return translations_apart(self.study.problem.action, nomination.coordinates[:cut])
        if not self.is_closed("with"):
            return complete_brackets(self.refined("with")[0], self.study.problem.action, self.spectrum)
        others = self.uncontradicted(self._outside(), self._notes.under("others"))
        return None if others is None else torch.cat([self.refined("with")[0], others])

    @cached_property
    def rung(self) -> float:
        """The widest share of the full range over which the first trial's directions still hold; 0 if there is none.

        For classes it is what joint training ended with: beyond, an image of a class is like none of any other class,
        so that nothing contradicts a wider range.
        """
        assert self.first is not None, "asked for after the first trial"
        if self.of_images:  # of several parts the smallest, so that none passes for the whole range
            return float((self.reaches / full_extents(self.study, self.first)).min())
        if self.study.data.kind == "classification":
            trained = self.nomination.extents.median(dim=0).values[: len(self.first_verdicts)]
            return min(float((trained / full_extents(self.study, self.first)).max()), 1.0)
        plain, ladder = self._finished("without").predictor, self._finished("ladder").predictor
        return widest_rung(self.study, plain, ladder, self.first, self.probe_rows)

    @property
    def reaches(self) -> Float[Tensor, " m"]:
        """How far joint training reached along each direction of the first trial, at most all the way."""
        assert self.first is not None, "asked for after the first trial"
        return torch.minimum(self.nomination.reaches(self.first), full_extents(self.study, self.first))

    @property
    def probe_rows(self) -> HeldOut:
        """Rows that no predictor learns on, apart from those of the verdict."""
        problem, most = self.study.problem, self.study.budget.held_out_rows
        return HeldOut(problem.probe_x[:most], problem.probe_y[:most], self.study.held_out.bulk)

"""What the battery's predictors say: a finding for each named symmetry, with its curve."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import (
    LEARNED_SHARE,
    VERDICT_ORDER,
    Gain,
    GeneratorEvidence,
    Judgement,
    Notes,
    Spectrum,
    TwoSample,
    as_far_as_asked,
    compare_distributions,
    judge_built_in,
    judge_element,
    judge_generator,
    judge_overlap,
    judge_together,
    judge_unfollowed,
    measure_assumed,
    measure_breaking,
    measure_element,
    measure_gain,
    measure_overlap,
    only_unfollowed,
    smallest_extent,
)
from lieaug.diagnostics.distribution import Move
from lieaug.diagnostics.joint import draw_elements, evidence_together
from lieaug.discovery.battery import IN_PART, PART, Battery, Element, Motion
from lieaug.discovery.evidence import Weighed, weigh
from lieaug.discovery.prepare import Study
from lieaug.lie import one_parameter_subgroup
from lieaug.model import AbstractPredictor
from lieaug.schema import Curve, NamedFinding

VIEWS = 16
"""Elements over which predictions are averaged to see what a symmetry costs once it is built in."""


@dataclass(frozen=True)
class Judged:
    """One motion over its whole range.

    Attributes:
        weighed: Of each generator.
        evidence: Of the worst, or of all together.
        judgement: The verdict on it.
    """

    weighed: list[Weighed]
    evidence: GeneratorEvidence
    judgement: Judgement


class NamedSymmetries:
    """Measures what the battery has trained; asked for nothing before the arms are through.

    Args:
        study: The data and the problem.
        battery: What was trained.
        plain: The predictor without augmentation.
        spectrum: Its spectrum.
        given_up: Evidence of directions that the discovery gave up; what moving costs along these is compared with.
        seed: Of all that is drawn.
        notes: What was measured before, and where what is to come is kept.
    """

    def __init__(
        self,
        study: Study,
        battery: Battery,
        plain: AbstractPredictor,
        spectrum: Spectrum,
        given_up: list[GeneratorEvidence],
        seed: int,
        notes: Notes | None = None,
    ) -> None:
        self.study, self.battery, self.plain, self.spectrum = study, battery, plain, spectrum
        self.given_up, self.seed = given_up, seed
        self._judged: dict[int, Judged] = {}
        self._notes = notes or Notes()

    def judge_all(self) -> Iterator[None]:
        """Makes all verdicts over whole ranges; pauses between steps of the work."""
        for place, motion in enumerate(self.battery.motions):
            if place in self._judged:
                continue
            weighed = []
            for step in self._trace(place, motion, self._trained(place), 1.0):
                if step is not None:
                    weighed.append(step)
                yield None
            self._judged[place] = self._judge(place, weighed)

    def judged(self, place: int) -> Judged:
        """The verdict on one motion over its whole range."""
        if place not in self._judged:
            weighed = self._weigh(place, self.battery.motions[place], self._trained(place), 1.0)
            self._judged[place] = self._judge(place, weighed)
        return self._judged[place]

    def fails(self) -> list[int]:
        """Motions that do not hold over their whole range, and might in part."""
        verdicts = [self.judged(place).judgement.verdict for place in range(len(self.battery.motions))]
        return [place for place, verdict in enumerate(verdicts) if verdict in ("approximate", "absent")]

    def _judge(self, place: int, weighed: list[Weighed]) -> Judged:
        motion, trained = self.battery.motions[place], self._trained(place)
        evidence = [step.evidence for step in weighed]
        judgements = judge_together([*evidence, *self.given_up], all_directions=True)[: len(evidence)]
        worst = max(range(len(evidence)), key=lambda i: VERDICT_ORDER.index(judgements[i].verdict))
        if evidence[worst].support_ratio is not None and judgements[worst].verdict == "not identifiable":
            judgements[worst] = self._near_the_data(motion, worst, judgements[worst])
        judgements[worst] = self._in_earnest(motion, worst, trained, evidence[worst], judgements[worst])
        if len(evidence) == 1:
            return Judged(weighed, evidence[0], judgements[0])
        problem, chance = self.study.problem, self.study.chance_loss
        together = evidence_together(
            evidence[worst], self.plain, trained, problem, self.study.held_out, motion.matrices, motion.limits,
            chance_loss=chance, rng=self._rng,
        )  # fmt: skip
        joint = judge_together([together, *self.given_up], all_directions=True)[0]
        joint = self._in_earnest(motion, worst, trained, together, joint)
        found = max((judgements[worst], joint), key=lambda judgement: VERDICT_ORDER.index(judgement.verdict))
        return Judged(weighed, together, found)

    def _near_the_data(self, motion: Motion, index: int, judgement: Judgement) -> Judgement:
        """Where a trained predictor fits moved rows that lie far from all data, what the plain one says of small steps.

        Trained with them, a predictor fits anything there, as nothing contradicts it. Near the data it knows better.
        """
        steps = weigh(
            self.study, self.study.held_out, self.plain, self.plain, motion.directions[[index]], 0,
            spectrum=self.spectrum, rng=self._rng,
        )  # fmt: skip
        (near,) = [step.evidence for step in steps if step is not None]
        if judge_generator(near).verdict != "absent":
            return judgement
        share = f"{near.strength:.0%} of the target's spread"
        return Judgement(
            "absent", near.extent, f"small motions break it ({share}); farther out there are no data to fit"
        )

    def _in_earnest(
        self, motion: Motion, index: int, trained: AbstractPredictor, evidence: GeneratorEvidence, judgement: Judgement
    ) -> Judgement:
        """Whether a plain predictor is right not to follow a motion, where that is all that speaks against it."""
        if not only_unfollowed(judgement, evidence):
            return judgement
        found = measure_breaking(
            self.plain, trained, self.study.problem, self.study.unseen, motion.matrices[index], evidence.limit
        )
        return judge_unfollowed(judgement, evidence, found.share, found.error)

    def _trained(self, place: int) -> AbstractPredictor:
        name = self.battery.arm_of(place)
        return self.battery.predictor_of(name, self.battery.places(name).index(place))

    def _trace(self, place: int, motion: Motion, trained: AbstractPredictor, share: float) -> Iterator[Weighed | None]:
        return weigh(
            self.study, self.study.held_out, self.plain, trained, motion.directions, len(motion.directions),
            spectrum=self.spectrum, share=share, rng=self._rng, notes=self._notes.under(f"{place}, {share}"),
        )  # fmt: skip

    def _weigh(self, place: int, motion: Motion, trained: AbstractPredictor, share: float) -> list[Weighed]:
        return [step for step in self._trace(place, motion, trained, share) if step is not None]

    @property
    def _rng(self) -> torch.Generator:
        """Anew for each measurement, so that none depends on which were made before."""
        return torch.Generator().manual_seed(self.seed)

    def _gain(self, trained: AbstractPredictor) -> Gain:
        return measure_gain(self.plain, trained, self.study.problem, self.study.few_tests, rng=self._rng)

    def _assumed(self, name: str, trained: AbstractPredictor, elements: Float[Tensor, "T n n"]) -> Gain:
        problem = self.battery.problem(name)
        return measure_assumed(self.plain, trained, problem, self.study.few_tests, elements, rng=self._rng)

    def _spread(self, motion: Motion) -> Float[Tensor, "T n n"]:
        """Elements even over the full range of one motion, or drawn from that of several."""
        if len(motion.limits) > 1:
            return draw_elements(motion.matrices, motion.limits, 2 * VIEWS, self._rng)
        shares = (torch.arange(VIEWS) + 0.5) / VIEWS * 2 - 1
        return one_parameter_subgroup(motion.matrices[0], shares * motion.limits[0])

    def measure(self) -> Iterator[tuple[NamedFinding, Curve | None] | None]:
        """All findings in the order of their names, each with its curve; None between steps of the work."""
        samples = self._distributions()
        yield None
        for place, motion in enumerate(self.battery.motions):
            yield self._motion(place, motion, samples[place]), self._curve(place)
        at = len(self.battery.motions)
        for name in ("mirrors", "exchanges"):
            for index, element in enumerate(self.battery.elements(name)):
                yield self._element(name, index, element, samples[at]), None
                at += 1

    def _distributions(self) -> list[TwoSample]:
        """Of the inputs, under every motion and every element."""
        moves = [self._draws(motion.matrices, motion.limits) for motion in self.battery.motions]
        moves += [self._single(name, e) for name in ("mirrors", "exchanges") for e in self.battery.elements(name)]
        problem = self.study.problem
        return compare_distributions(problem.action, problem.x, self.study.held_out.x, moves, rng=self._rng)

    def distributions_of(self, matrices: Float[Tensor, "k n n"], limits: list[float]) -> list[TwoSample]:
        """The same for generators that the discovery found."""
        moves = [self._draws(m[None], torch.tensor([limit])) for m, limit in zip(matrices, limits, strict=True)]
        problem = self.study.problem
        return compare_distributions(problem.action, problem.x, self.study.held_out.x, moves, rng=self._rng)

    def _draws(self, generators: Float[Tensor, "m n n"], limits: Float[Tensor, " m"]) -> Move:
        action = self.study.problem.action
        return lambda x, rng: action.apply(draw_elements(generators.to(x.device), limits, len(x), rng), x)

    def _single(self, name: str, element: Element) -> Move:
        action = self.battery.problem(name).action
        return lambda x, _: action.apply(element.matrix.to(x).expand(len(x), -1, -1), x)

    def _motion(self, place: int, motion: Motion, sample: TwoSample) -> NamedFinding:
        judged = self.judged(place)
        evidence = judged.evidence
        fading = next((w.evidence for w in judged.weighed if w.evidence.fades), evidence)
        judgement = as_far_as_asked(judged.judgement, fading)
        first = judged.weighed[0].evidence
        gain, part = self._gain(self._trained(place)), None
        assumed = self._assumed(self.battery.arm_of(place), self._trained(place), self._spread(motion))
        judgement = self._built_in(judgement, evidence, assumed)
        if place in self.battery.in_part:
            narrow = self.battery.predictor_of(IN_PART, self.battery.in_part.index(place))
            part = self._gain(narrow)
            judgement = self._better_in_part(place, motion, narrow, judgement)
        return NamedFinding(
            name=motion.symmetry.name,
            kind=motion.symmetry.kind,
            verdict=judgement.verdict,
            reason=judgement.reason,
            matrices=self.study.on_inputs(motion.matrices).tolist(),
            extent=min(judgement.extent, *(w.evidence.extent for w in judged.weighed))
            if len(judged.weighed) > 1
            else judgement.extent,
            extent_limit=first.limit,
            compact=first.compact,
            strength=evidence.strength,
            loss_ratio=evidence.ratio,
            loss_ratio_interval=evidence.interval,
            part=None if part is None else PART * first.limit,
            part_gain=None if part is None else part.change,
            part_gain_interval=None if part is None else part.interval,
            coverage=evidence.coverage,
            **_gain_fields(gain, assumed),
            **_sample_fields(sample),
        )

    def _built_in(self, judgement: Judgement, evidence: GeneratorEvidence, assumed: Gain) -> Judgement:
        """Whether building in the whole range says more than moved rows do; a tolerance of a part of it may cost."""
        in_part = judgement.verdict == "approximate" and judgement.extent < evidence.limit
        if in_part or evidence.plain > LEARNED_SHARE:
            return judgement
        surely = assumed.surely / self.study.chance_loss
        verdict, reason = judge_built_in(judgement.verdict, judgement.reason, surely, evidence.telling)
        return Judgement(verdict, judgement.extent, reason)

    def _better_in_part(self, place: int, motion: Motion, narrow: AbstractPredictor, judgement: Judgement) -> Judgement:
        """Where the whole range breaks it, whether a part of it holds."""
        if judgement.verdict != "absent":
            return judgement
        evidence = self._weigh(place, motion, narrow, PART)[0].evidence
        found = judge_together([evidence, *self.given_up], all_directions=True)[0]
        least = smallest_extent(evidence.limit, compact=evidence.compact, even=evidence.even)
        return found if found.verdict == "approximate" and found.extent >= least else judgement

    def _element(self, name: str, index: int, element: Element, sample: TwoSample) -> NamedFinding:
        trained, problem = self.battery.predictor_of(name, index), self.battery.problem(name)
        telling = self.study.telling(self.plain) if name == "mirrors" else 1.0
        evidence = measure_element(
            self.plain, trained, problem, self.study.held_out, element.matrix.float(),
            chance_loss=self.study.chance_loss, telling=telling, rng=self._rng,
        )  # fmt: skip
        both = torch.stack([torch.eye(len(element.matrix)), element.matrix.float()])
        assumed = self._assumed(name, trained, both)
        verdict, reason = judge_element(evidence)
        strength = evidence.strength
        if verdict == "not identifiable" and evidence.rows.unmoved <= LEARNED_SHARE:
            overlap = measure_overlap(self.plain, problem, self.study.unseen, element.matrix.float(), rng=self._rng)
            if (told := judge_overlap(overlap, evidence.telling)) is not None:
                (verdict, reason), strength = told, overlap.strength
        if evidence.rows.unmoved <= LEARNED_SHARE:
            surely = assumed.surely / self.study.chance_loss
            verdict, reason = judge_built_in(verdict, reason, surely, evidence.telling)
        return NamedFinding(
            name=element.name,
            kind=element.kind,
            verdict=verdict,
            reason=reason,
            matrices=self.study.on_inputs(element.matrix[None]).tolist() if element.kind == "mirror" else [],
            strength=strength,
            loss_ratio=evidence.rows.ratio,
            loss_ratio_interval=evidence.rows.interval,
            coverage=evidence.rows.coverage,
            **_gain_fields(self._gain(trained), assumed),
            **_sample_fields(sample),
        )

    def _curve(self, place: int) -> Curve:
        """Of a set, that of its costliest member."""
        weighed = max(self.judged(place).weighed, key=lambda one: one.ratio.mean)
        return weighed.shown(place)


def _gain_fields(gain: Gain, assumed: Gain) -> dict[str, Any]:
    return {
        "gain": gain.change,
        "gain_interval": gain.interval,
        "assumed": assumed.change,
        "assumed_interval": assumed.interval,
        "matters": not (gain.small and assumed.small),
    }


def _sample_fields(sample: TwoSample) -> dict[str, Any]:
    return {
        "distribution_auc": sample.auc,
        "distribution_interval": sample.interval,
        "inputs_symmetric": sample.symmetric,
    }

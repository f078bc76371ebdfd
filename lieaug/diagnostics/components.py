r"""Beyond the identity component: reflections and other finite elements, held against a trained predictor.

No small steps lead to them, so that training cannot find them; but they are few and can be asked one by one, with the
same ratio of held-out losses as the generators.

No predictor was trained on rows moved by a candidate g, so the test is fair only where moved rows land among inputs
that the predictor knows. There a predictor of any error shows a ratio of about 1 for a true symmetry, since it is as
wrong at g·x as at x; elsewhere it tells nothing. So rows that g takes away from the data are left out, and where it
takes away half of them the element is not identifiable.

If generators are present, the predictor trained with them is the better judge: it is more exact, and it knows all that
they make of the data, so that a mirror is decided even where the data lie on one side of it. If none is, only the plain
one will do: wrong augmentations made true mirrors cost 1.8 to 17 times as much (springs 1 : 1.1, even functions of
eight coordinates).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lieaug.actions import AbstractAction, ImageAction, VectorAction
from lieaug.diagnostics.bootstrap import RESAMPLES
from lieaug.diagnostics.curves import HeldOut, for_seeds, parameter_grid
from lieaug.diagnostics.density import Density
from lieaug.diagnostics.overlap import judge_overlap, measure_overlap
from lieaug.lie.finite import distance_to_group, finite_elements
from lieaug.model import AbstractPredictor, LieAugmenter
from lieaug.rules.verdict import LEARNED_SHARE, TOLERANCE
from lieaug.schema import Verdict
from lieaug.training import Problem, moved_loss

LARGEST_EXCESS = 0.05
"""Share of the chance loss that a symmetry may cost at most, however wide the ratio's interval is."""

FEWEST_AMONG_DATA = 0.5
"""Share of the held-out rows that an element must leave among the data to be decided."""

SAME_ELEMENT = 0.5
"""Distance up to which a learned group contains an element, as the largest displacement of a unit vector. Generators
off by 0.1 rad miss members by up to 0.35; elements that are not members are at 1 or more."""

SAME_TWICE = 1e-4
"""Largest entry by which an element of order two, applied twice, may miss the identity."""

_IMAGE_NAMES = {
    "mirror of x": "mirror left-right",
    "mirror of y": "mirror up-down",
    "exchange of x and y": "transposition",
    "inversion (half turn)": "half turn",
}


@dataclass(frozen=True)
class Candidate:
    """A finite element to test.

    Attributes:
        name: What it does, for people.
        matrix: One of the action's matrices.
        implied: Whether the continuous symmetry contains it.
    """

    name: str
    matrix: Float[Tensor, "n n"]
    implied: bool


@dataclass(frozen=True)
class ComponentEvidence:
    """What the verdict on one element rests on.

    Attributes:
        ratio: (loss on moved rows + resolution) / (loss on unmoved rows + resolution), over rows that stay in the data.
        interval: Its 95 % bootstrap interval over rows.
        seed_ratios: The same ratio for every seed.
        excess: What moving costs, as a share of the chance loss.
        unmoved: The loss on unmoved rows, as a share of the chance loss.
        coverage: Share of the held-out rows that stay among the data.
    """

    ratio: float
    interval: tuple[float, float]
    seed_ratios: list[float]
    excess: float
    unmoved: float
    coverage: float


@dataclass(frozen=True)
class ComponentFinding:
    """One finite element, its verdict with the grounds in one sentence, and the evidence."""

    candidate: Candidate
    verdict: Verdict
    reason: str
    evidence: ComponentEvidence


def component_candidates(
    action: AbstractAction, span: Float[Tensor, "k n n"], *, rng: torch.Generator
) -> list[Candidate]:
    """The finite elements that an action is asked for: about the origin, and in all its blocks at once.

    None for outputs whose motion is learned: nobody knows what they do under a reflection.

    Args:
        action: The action on inputs.
        span: The generators that are present; what their group contains is marked as implied.
        rng: Source of the starts from which that group is searched.
    """
    named = _named_matrices(action)
    if not named:
        return []
    distances = distance_to_group(torch.stack(list(named.values())), span, rng=rng).tolist()
    return [
        Candidate(name, matrix.float(), implied=distance <= SAME_ELEMENT)
        for (name, matrix), distance in zip(named.items(), distances, strict=True)
    ]


def _named_matrices(action: AbstractAction) -> dict[str, Float[Tensor, "n n"]]:
    """Finite elements in the action's own matrices."""
    if action.n is None or action.inner is not action:
        return {}
    constant = torch.eye(int(action.homogeneous or action.projective), dtype=torch.float64)
    size, copies = action.n - len(constant), 1
    if isinstance(action, VectorAction) and not action.homogeneous:
        sizes = {block.stop - block.start for block in action.blocks}
        if len(sizes) > 1:  # nothing else that has a name means the same in blocks of different sizes
            return {"inversion": -torch.eye(action.n, dtype=torch.float64)}
        size, copies = sizes.pop(), len(action.blocks)
    names = _IMAGE_NAMES if isinstance(action, ImageAction) else {}
    return {
        names.get(element.name, element.name): torch.block_diag(*[element.matrix] * copies, constant)
        for element in finite_elements(size)
    }


@torch.no_grad()
def measure_components(
    plain: AbstractPredictor,
    trained: AbstractPredictor | None,
    problem: Problem,
    held_out: HeldOut,
    candidates: Sequence[Candidate],
    span: Float[Tensor, "k n n"],
    *,
    chance_loss: float,
    rng: torch.Generator,
    unseen: HeldOut | None = None,
    telling: float = 1.0,
) -> list[ComponentFinding]:
    """Tests finite elements on held-out rows.

    Args:
        plain: Trained without augmentation.
        trained: Trained with the generators found, if any were. It is asked instead of `plain` where some are present
            and it does not do worse on their views than `plain` does on unmoved rows; all rows are such views then.
        problem: What both were trained on.
        held_out: Rows that neither has seen.
        candidates: The elements to test.
        span: The generators that are present.
        chance_loss: Loss of a predictor that has learned nothing.
        rng: Source of views and of resampling.
        unseen: All rows that `plain` has not seen, on which few that stay among the data may still refute an element;
            None to leave that out.
        telling: Share of what `plain` explains that can break an element at all (see `common`).
    """
    assert problem.action.n is not None, "an action on inputs moves something"
    predictor, augmenter = plain, None
    views = torch.eye(problem.action.n, device=held_out.x.device).expand(len(held_out.x), -1, -1)
    unmoved = losses_on_views(plain, problem, held_out, views)
    if trained is not None and len(span):
        limits = torch.tensor([[parameter_grid(generator)[1] for generator in span]])
        full = LieAugmenter.fixed(problem.action, span.cpu()[None], limits).to(held_out.x.device)
        seen = full.sample(len(held_out.x), rng=rng)[0]
        own = losses_on_views(trained, problem, held_out, seen)
        if own.mean() + problem.resolution <= (1 + TOLERANCE) * (unmoved.mean() + problem.resolution):
            predictor, augmenter, views, unmoved = trained, full, seen, own
    data = Density.of(problem, augmenter, problem.action.apply(views, held_out.x), rng)
    findings = []
    for candidate in candidates:
        g = candidate.matrix.to(views) @ views
        kept = data.keeps(problem.action.apply(g, held_out.x)).cpu()
        moved = losses_on_views(predictor, problem, held_out, g)
        evidence = compare_rows(moved, unmoved, kept, problem.resolution, chance_loss, rng)
        verdict, reason = judge_component(evidence)
        if verdict == "not identifiable" and unseen is not None and predictor is plain:
            verdict, reason = _refuted(plain, problem, unseen, candidate, evidence, telling) or (verdict, reason)
        findings.append(ComponentFinding(candidate, verdict, reason, evidence))
    return findings


def _refuted(
    plain: AbstractPredictor,
    problem: Problem,
    rows: HeldOut,
    candidate: Candidate,
    evidence: ComponentEvidence,
    telling: float,
) -> tuple[Verdict, str] | None:
    """What rows among the data say against an element, however few they are; None if nothing surely."""
    g = candidate.matrix
    again = g @ g - torch.eye(len(g))
    if evidence.unmoved > LEARNED_SHARE or float(again.abs().max()) > SAME_TWICE:
        return None
    rng = torch.Generator().manual_seed(0)  # of its own, so that nothing else depends on whether it was asked
    told = judge_overlap(measure_overlap(plain, problem, rows, g, rng=rng), telling)
    return None if told is None else ("absent", told[1])


def losses_on_views(
    predictor: AbstractPredictor, problem: Problem, rows: HeldOut, g: Float[Tensor, "rows n n"]
) -> Float[Tensor, "S rows"]:
    """Loss of every seed on rows moved by an element each."""
    seeds = next(predictor.parameters()).shape[0]
    prediction = predictor(for_seeds(problem.action.apply(g, rows.x), seeds))
    return moved_loss(problem.loss, prediction, for_seeds(rows.y, seeds), problem.output, for_seeds(g, seeds)).cpu()


def compare_rows(
    moved: Float[Tensor, "S rows"],
    unmoved: Float[Tensor, "S rows"],
    kept: Bool[Tensor, " rows"],
    resolution: float,
    chance_loss: float,
    rng: torch.Generator,
) -> ComponentEvidence:
    """Paired bootstrap over the rows that stay among the data; over all of them where these are too few."""
    coverage = float(kept.float().mean())
    if coverage >= FEWEST_AMONG_DATA:
        moved, unmoved = moved[:, kept], unmoved[:, kept]
    seed_ratios = (moved.mean(dim=1) + resolution) / (unmoved.mean(dim=1) + resolution)
    moved, unmoved = moved.mean(dim=0), unmoved.mean(dim=0)
    draws = torch.randint(len(moved), (RESAMPLES, len(moved)), generator=rng)
    samples = (moved[draws].mean(dim=1) + resolution) / (unmoved[draws].mean(dim=1) + resolution)
    return ComponentEvidence(
        ratio=float((moved.mean() + resolution) / (unmoved.mean() + resolution)),
        interval=(float(samples.quantile(0.025)), float(samples.quantile(0.975))),
        seed_ratios=seed_ratios.tolist(),
        excess=float(moved.mean() - unmoved.mean()) / chance_loss,
        unmoved=float(unmoved.mean()) / chance_loss,
        coverage=coverage,
    )


def judge_component(evidence: ComponentEvidence, telling: float = 1.0) -> tuple[Verdict, str]:
    """Decides on one element, with the grounds in one sentence.

    Args:
        evidence: The measurements.
        telling: Share of what the predictor explains that can break the element at all (see `common`).
    """
    cost = f"moved data cost {evidence.ratio:.1f} times as much as unmoved"
    if evidence.unmoved > LEARNED_SHARE:
        return "not identifiable", "the predictor has not learned the task; train longer or collect more rows"
    if evidence.coverage < FEWEST_AMONG_DATA:
        return "not identifiable", f"only {evidence.coverage:.0%} of moved data land among the data; add data there"
    if evidence.interval[0] > 1 + TOLERANCE:
        return "absent", cost
    if evidence.excess > LARGEST_EXCESS * telling:
        return "not identifiable", f"{cost}, and the rows are too few to tell that from chance; collect more rows"
    if evidence.ratio > 1 + TOLERANCE:
        return "present", f"{cost}, all of it on a few rows"
    return "present", f"moved data fit as well as unmoved data ({evidence.ratio - 1:+.0%})"

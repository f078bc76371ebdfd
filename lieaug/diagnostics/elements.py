r"""One finite element, held against a predictor that was trained with it.

The ratio of losses is that of `components`. It sees what is broken by a fifth of the loss; what is broken by less is
seen as with generators (see `breaking`): with the mean over the group {1, g} in place of that along an orbit, the
non-symmetric part of the plain predictor, $d = (f - g^{-1} f g)/2$, must predict nothing of what is left of the target.
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics.breaking import Breaking, as_numbers
from lieaug.diagnostics.components import ComponentEvidence, compare_rows, judge_component, losses_on_views
from lieaug.diagnostics.curves import HeldOut
from lieaug.diagnostics.density import Density
from lieaug.diagnostics.overlap import even_and_odd
from lieaug.model import AbstractPredictor
from lieaug.rules.verdict import BREAKING_TOLERANCE, LARGEST_LOSS, LARGEST_STRENGTH, LEARNED_SHARE
from lieaug.schema import Verdict
from lieaug.training import Problem


@dataclass(frozen=True)
class ElementEvidence:
    """What the verdict on an element with a predictor of its own rests on.

    Attributes:
        rows: Loss ratio on moved rows that stay among the data, and how many do.
        breaking: Share of the target's variance that breaks it, directly measured.
        telling: Share of what the plain predictor explains that can break it at all (see `common`).
    """

    rows: ComponentEvidence
    breaking: Breaking
    telling: float = 1.0

    @property
    def strength(self) -> float:
        """Share of the target's spread that breaks it, the larger of both measurements."""
        return max(self.rows.excess, self.breaking.share, 0.0) ** 0.5


@torch.no_grad()
def measure_element(
    plain: AbstractPredictor,
    trained: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    g: Float[Tensor, "n n"],
    *,
    chance_loss: float,
    telling: float = 1.0,
    rng: torch.Generator,
) -> ElementEvidence:
    """Measures one element on held-out rows.

    Args:
        plain: Trained without augmentation.
        trained: Trained with the element.
        problem: Actions and loss; g is one of the action's matrices.
        held_out: Rows that neither has seen.
        g: The element, of order two.
        chance_loss: Loss of a predictor that has learned nothing.
        telling: Share of what the plain predictor explains that can break the element at all.
        rng: Draws reference rows and bootstrap samples.
    """
    views = g.to(held_out.x).expand(len(held_out.x), -1, -1)
    still = torch.eye(len(g), device=held_out.x.device).expand_as(views)
    kept = Density.of(problem, None, held_out.x, rng).keeps(problem.action.apply(views, held_out.x)).cpu()
    moved = losses_on_views(trained, problem, held_out, views).mean(dim=0, keepdim=True)
    unmoved = losses_on_views(plain, problem, held_out, still).mean(dim=0, keepdim=True)
    rows = compare_rows(moved, unmoved, kept, problem.resolution, chance_loss, rng)
    return ElementEvidence(rows, _breaking(plain, trained, problem, held_out, g.to(held_out.x)), telling)


def _breaking(
    plain: AbstractPredictor, trained: AbstractPredictor, problem: Problem, rows: HeldOut, g: Float[Tensor, "n n"]
) -> Breaking:
    prediction, part = even_and_odd(plain, problem, rows, g)
    even, _ = even_and_odd(trained, problem, rows, g)
    y = as_numbers(rows.y, part)
    products = ((y - even) * part).sum(dim=-1).double()
    variance = float((y - y.mean(dim=0)).square().sum(dim=-1).mean())
    unexplained = float((y - prediction - part).square().sum(dim=-1).mean())
    error = float(products.std()) / math.sqrt(len(products))
    return Breaking(float(products.mean()) / variance, error / variance, unexplained / variance)


def judge_element(evidence: ElementEvidence) -> tuple[Verdict, str]:
    """Decides on one element, with the grounds in one sentence.

    What surely breaks it is told from rows where they are, so that it counts even if moved rows leave the data.
    """
    verdict, reason = judge_component(evidence.rows, evidence.telling)
    breaking = evidence.breaking
    surely = breaking.share - 2 * breaking.error > BREAKING_TOLERANCE * min(breaking.plain, evidence.telling)
    if verdict == "absent" or not surely or evidence.rows.unmoved > LEARNED_SHARE:
        return verdict, reason
    seen = evidence.strength if verdict == "present" else max(breaking.share, 0.0) ** 0.5
    share = f"{seen:.0%} of the target's spread breaks it"
    if seen / evidence.telling**0.5 > LARGEST_STRENGTH:
        return "absent", share
    return "approximate", f"{share}; {reason}"


def judge_built_in(verdict: Verdict, reason: str, surely: float, telling: float) -> tuple[Verdict, str]:
    """What building a symmetry in says beyond the rest: rows where they are, and a predictor that has it exactly.

    Trained with moved rows that lie apart from all data a predictor fits both, and only its mean over both shows that
    they contradict each other. What surely costs much is broken, whatever else could not be told.

    Args:
        verdict: What all else says.
        reason: Why.
        surely: What building it in costs at least, in shares of the chance loss.
        telling: Share of what the plain predictor explains that can break it at all.
    """
    if verdict == "absent" or surely <= LARGEST_LOSS * telling:
        return verdict, reason
    broken = (surely / telling) ** 0.5
    cost = f"built in, it surely costs {surely**0.5:.0%} of the target's spread on unmoved rows"
    return ("absent" if broken > LARGEST_STRENGTH else "approximate"), cost

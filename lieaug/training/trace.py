"""One training step in slow motion: the same step as ever, and a record of what it did.

It draws nothing and changes nothing beyond the step itself, so that a run stepped by hand ends with the same numbers.
"""

import copy
import math

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.model import AbstractPredictor, Frame, FreeMatrices, LieAugmenter
from lieaug.schema import StepTrace, TracedExample
from lieaug.training.loop import AUGMENTER_EVERY, Arm, Drawn
from lieaug.training.objective import Views

EXAMPLES = 6
LARGE_EXAMPLES = 2  # of images and clouds
VIEWS = 64
GENERATORS = 8


def traced_step(arm: Arm) -> tuple[dict[str, Float[Tensor, " S"]], StepTrace | None]:
    """Does the arm's next step.

    Returns:
        The step's terms as `Arm.step` does, and what the step did; None where its numbers are not finite, which JSON
        cannot hold, and in an arm without an augmenter.
    """
    augmenter = arm.augmenter
    if augmenter is None:
        return arm.step(), None
    predictor = copy.deepcopy(arm.predictor)
    generators, extents = augmenter.basis.detach().clone(), augmenter.extents.detach().clone()
    terms = arm.step()
    drawn = arm.drawn.get("augmenter") or arm.drawn.get("predictor")
    if drawn is None or not (drawn.total.isfinite() and augmenter.basis.isfinite().all()):
        return terms, None
    learns = "augmenter" in arm.drawn
    trace = StepTrace(
        step=arm.step_count,
        steps=arm.settings.steps,
        epoch=math.ceil(len(arm.problem.x) / arm.settings.batch),
        generators_learn=learns,
        next_turn=arm.step_count + AUGMENTER_EVERY - (arm.step_count - 1) % AUGMENTER_EVERY,
        kind=arm.problem.loss.kind,
        action=arm.problem.action.spec,
        output=arm.problem.output.spec,
        shape=tuple(drawn.views.x.shape[2:]),
        examples=_examples(arm, drawn, predictor),
        t=drawn.t[0, :VIEWS].tolist(),
        generators=generators[0, :GENERATORS].tolist(),
        generators_after=augmenter.basis[0, :GENERATORS].tolist(),
        gradients=_gradients(augmenter)[:GENERATORS] if learns else [],
        extents=extents[0].tolist(),
        extents_after=augmenter.extents[0].tolist(),
        terms={name: float(value[0]) for name, value in drawn.terms.items()},
        weights=arm.settings.weights.model_dump(),
        unit=float(drawn.unit[0]),
        total=_total(drawn, arm),
    )
    return terms, trace


def _total(drawn: Drawn, arm: Arm) -> float:
    """Of the first seed alone; the seeds' sum is what is minimised, and they share no parameter."""
    weights = arm.settings.weights.model_dump()
    data = drawn.terms["task"] + weights["equivariance"] * drawn.terms["equivariance"]
    total = data / drawn.unit
    if "augmenter" in arm.drawn:  # the predictor has no part in the other terms
        for name in weights.keys() - {"equivariance"}:
            total = total + weights[name] * drawn.terms[name]
    return float(total[0])


@torch.no_grad()
def _examples(arm: Arm, drawn: Drawn, before: AbstractPredictor) -> list[TracedExample]:
    count = EXAMPLES if drawn.views.x.dim() == 3 else LARGE_EXAMPLES
    views = Views(drawn.views.x[:, :count], drawn.views.y[:, :count], drawn.views.g[:, :count])
    comparator, output = arm.comparator, arm.problem.output
    moved = arm.problem.action.apply(views.g, views.x)
    plain, turned = before(views.x), before(moved)
    plain_after, turned_after = arm.predictor(views.x), arm.predictor(moved)
    target = views.y if comparator.anchor == "label" or output.n is None else plain
    losses = arm.problem.loss(plain, views.y)
    moved_losses = comparator.equivariance(views, plain, turned)
    after = comparator.equivariance(views, plain_after, turned_after)
    moved_target = target if output.n is None else output.apply(views.g, target)
    show = torch.nn.functional.softmax if arm.problem.loss.kind == "classification" else _as_is
    return [
        TracedExample(
            t=drawn.t[0, i].tolist(),
            x=views.x[0, i].flatten().tolist(),
            moved=moved[0, i].flatten().tolist(),
            target=views.y[0, i].flatten().tolist(),
            moved_target=moved_target[0, i].flatten().tolist(),
            prediction=show(plain[0, i], dim=-1).tolist(),
            moved_prediction=show(turned[0, i], dim=-1).tolist(),
            prediction_after=show(plain_after[0, i], dim=-1).tolist(),
            moved_prediction_after=show(turned_after[0, i], dim=-1).tolist(),
            loss=float(losses[0, i]),
            moved_loss=float(moved_losses[0, i]),
            moved_loss_after=float(after[0, i]),
        )
        for i in range(views.x.shape[1])
    ]


def _as_is(prediction: Tensor, dim: int) -> Tensor:
    return prediction


def _gradients(augmenter: LieAugmenter) -> list[list[list[float]]]:
    """For the raw matrices: free ones are the generators, those of a frame become them by orthonormalising."""
    held = augmenter.parameterisation
    raw = held.raw_frame if isinstance(held, Frame) else held.raw if isinstance(held, FreeMatrices) else None
    if raw is None or raw.grad is None:
        return []
    return torch.einsum("kd,dij->kij", raw.grad[0], held.search_space).tolist()

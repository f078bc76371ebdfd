r"""The objective: named terms, unweighted, one value per seed; weights enter once, in `total`.

    total = task + w_eq · equivariance + w_ext · extent + w_orth · orthogonality + w_sparse · sparsity
            + w_close · closure + w_sup · support

Task, equivariance and support are divided by the running plain loss first, so that the weights mean the same at
every stage of training and for every task.
"""

from dataclasses import dataclass, fields
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.lie import closure_penalty
from lieaug.model import AbstractPredictor, FreeMatrices, LieAugmenter
from lieaug.schema import ObjectiveWeights


@dataclass(frozen=True)
class ObjectiveTerms:
    """Unweighted terms, one value per seed."""

    task: Float[Tensor, " S"]
    equivariance: Float[Tensor, " S"]
    extent: Float[Tensor, " S"]
    orthogonality: Float[Tensor, " S"]
    sparsity: Float[Tensor, " S"]
    closure: Float[Tensor, " S"]
    support: Float[Tensor, " S"]

    def total(self, weights: ObjectiveWeights, plain_loss: Float[Tensor, " S"]) -> Float[Tensor, ""]:
        """The weighted sum over terms and seeds; seeds share no parameter, so their gradients stay apart."""
        data = self.task + weights.equivariance * self.equivariance
        regularisers = (
            weights.extent * self.extent
            + weights.orthogonality * self.orthogonality
            + weights.sparsity * self.sparsity
            + weights.closure * self.closure
            + weights.support * self.support
        )
        return (data / plain_loss + regularisers).sum()

    def detached(self) -> dict[str, Float[Tensor, " S"]]:
        return {field.name: getattr(self, field.name).detach() for field in fields(self)}


@dataclass(frozen=True)
class Loss:
    """How far predictions are from targets, per example."""

    kind: Literal["regression", "classification"]

    def __call__(
        self, prediction: Float[Tensor, "*batch outputs"], target: Shaped[Tensor, "..."]
    ) -> Float[Tensor, " *batch"]:
        if self.kind == "regression":
            return (prediction - target).square().mean(dim=-1)
        flat = F.cross_entropy(prediction.flatten(0, -2), target.flatten(), reduction="none")
        return flat.unflatten(0, target.shape)

    def between(
        self, prediction: Float[Tensor, "*batch outputs"], other: Float[Tensor, "*batch outputs"]
    ) -> Float[Tensor, " *batch"]:
        """Distance of two predictions: mean square, or the divergence of class probabilities."""
        if self.kind == "regression":
            return self(prediction, other)
        p, q = other.log_softmax(-1), prediction.log_softmax(-1)
        return (p.exp() * (p - q)).sum(-1)


def moved_loss(
    loss: Loss,
    prediction: Float[Tensor, "S batch outputs"],
    target: Shaped[Tensor, "S batch *target"],
    output: AbstractAction,
    g: Float[Tensor, "S batch n n"],
) -> Float[Tensor, "S batch"]:
    """Loss of predictions on moved inputs against moved targets.

    Divided by the change of scale that g makes to targets, else shrinking everything would win.
    """
    if output.n is None:
        return loss(prediction, target)
    return loss(prediction, output.apply(g, target)) / output.scale(g)


@dataclass(frozen=True)
class Views:
    """A batch of examples, and how each of them is to be moved.

    Attributes:
        x: Inputs.
        y: Targets.
        g: A group element for each example.
    """

    x: Float[Tensor, "S batch ..."]
    y: Shaped[Tensor, "S batch ..."]
    g: Float[Tensor, "S batch n n"]


@dataclass(frozen=True)
class Comparator:
    """What a moved view is compared with, and how.

    Attributes:
        loss: Per-example loss.
        output: How g moves targets and predictions.
        anchor: Whether with the moved label, or with the moved prediction on the unmoved view.
    """

    loss: Loss
    output: AbstractAction
    anchor: Literal["label", "prediction"] = "label"

    def __call__(
        self, views: Views, plain: Float[Tensor, "S batch outputs"], moved: Float[Tensor, "S batch outputs"]
    ) -> tuple[Float[Tensor, " S"], Float[Tensor, " S"]]:
        """Task loss of the predictions on unmoved views, equivariance loss of those on moved ones."""
        return self.loss(plain, views.y).mean(dim=1), self.equivariance(views, plain, moved).mean(dim=1)

    def equivariance(
        self, views: Views, plain: Float[Tensor, "S batch outputs"], moved: Float[Tensor, "S batch outputs"]
    ) -> Float[Tensor, "S batch"]:
        """How far each moved view's prediction is from what it is compared with."""
        if self.anchor == "label":
            return moved_loss(self.loss, moved, views.y, self.output, views.g)
        expected = self.output.apply(views.g, plain)
        return self.loss.between(moved, expected) / self.output.scale(views.g)


def evaluate_terms(
    predictor: AbstractPredictor,
    augmenter: LieAugmenter,
    comparator: Comparator,
    views: Views,
    weights: ObjectiveWeights,
) -> ObjectiveTerms:
    """All terms on one batch, with gradients for the augmenter: each example once as it is and once moved.

    Terms are unweighted; of the optional ones, those of weight 0 are not computed and are 0.
    """
    moved = augmenter.action.apply(views.g, views.x)
    with torch.no_grad():  # no part of the augmenter enters there, and the pass is cheaper without
        plain = predictor(views.x)
    task, equivariance = comparator(views, plain, predictor(moved))
    output = comparator.output
    free = isinstance(augmenter.parameterisation, FreeMatrices)
    coordinates = augmenter.parameterisation.coordinates if free or weights.sparsity else None
    zero = torch.zeros_like(augmenter.extents[:, 0])
    original = _joined(views.x, views.y) if weights.support else None
    return ObjectiveTerms(
        task=task,
        equivariance=equivariance,
        # ours: reach as far as the task allows; the paper's: be unlike the original view
        extent=_cosine(moved, views.x) if free else -augmenter.extents.log().sum(dim=1),
        orthogonality=zero if coordinates is None or not free else _overlap(coordinates),
        sparsity=zero if coordinates is None else coordinates.abs().sum(dim=(1, 2)),
        closure=closure_penalty(augmenter.basis, augmenter.extents) if weights.closure else zero,
        support=zero if original is None else energy_distance(_joined(moved, views.y, output, views.g), original),
    )


def _cosine(moved: Float[Tensor, "S batch *event"], x: Float[Tensor, "S batch *event"]) -> Float[Tensor, " S"]:
    return F.cosine_similarity(moved.flatten(2), x.flatten(2), dim=-1).mean(dim=1)


def _overlap(coordinates: Float[Tensor, "S k d"]) -> Float[Tensor, " S"]:
    """Sum of absolute cosines between different generators."""
    gram = coordinates @ coordinates.mT
    return (gram.abs().sum(dim=(1, 2)) - torch.diagonal(gram, dim1=1, dim2=2).abs().sum(dim=1)) / 2


def _joined(
    x: Tensor, y: Tensor, output: AbstractAction | None = None, g: Tensor | None = None
) -> Float[Tensor, "S batch features"]:
    """Input and target side by side; class labels tell nothing about distance and are left out."""
    if not y.is_floating_point():
        return x.flatten(2)
    target = y if output is None or g is None else output.apply(g, y)
    return torch.cat([x.flatten(2), target.flatten(2)], dim=-1)


def energy_distance(a: Float[Tensor, "S m features"], b: Float[Tensor, "S m features"]) -> Float[Tensor, " S"]:
    """Energy distance 2E|a-b| - E|a-a'| - E|b-b'| of two samples of equal size, unbiased (Székely and Rizzo 2013)."""
    m = a.shape[1]

    def within(sample: Tensor) -> Tensor:
        return torch.cdist(sample, sample).sum(dim=(1, 2)) / (m * (m - 1))

    # paired rows (a_i made from b_i) are not independent draws; leave the diagonal out
    cross = torch.cdist(a, b)
    between = (cross.sum(dim=(1, 2)) - torch.diagonal(cross, dim1=1, dim2=2).sum(dim=1)) / (m * (m - 1))
    return 2 * between - within(a) - within(b)

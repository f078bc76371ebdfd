"""Does a motion leave the inputs' distribution as it is? A classifier two-sample test of moved against unmoved rows.

A task may keep its labels under a motion while its inputs do not: molecules of a data set all lie in one pose, digits
all stand upright. There augmentation adds what the data lack. Where inputs are as symmetric as labels, it adds little.

References:
    D. Lopez-Paz, M. Oquab, "Revisiting classifier two-sample tests", ICLR 2017, arXiv:1610.06545.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction, ImageAction
from lieaug.model import Mlp
from lieaug.training import vector_columns

Move = Callable[[Tensor, torch.Generator], Tensor]
"""Moves each row by an element of its own, or all by the same one."""

ROWS = 2000
"""Training rows that the classifier sees, each as it is and moved."""

STEPS, BATCH, RATE = 300, 256, 3e-3
HIDDEN = (48, 48)
RESAMPLES = 200
SMALLEST_AUC = 0.55
"""Up to here inputs count as symmetric, however sure it is that they are not quite."""

THUMBNAIL = 7
"""Images are compared as thumbnails of this many pixels a side, on which the blur of resampling hardly shows."""


@dataclass(frozen=True)
class TwoSample:
    """How well a classifier tells moved rows from unmoved ones.

    Attributes:
        auc: Area under its curve on held-out rows: 0.5 not at all, 1 always.
        interval: 95 % bootstrap interval over rows.
        null: What the area reaches by chance in 97.5 % of permutations within pairs of a row and its moved copy.
    """

    auc: float
    interval: tuple[float, float]
    null: float

    @property
    def symmetric(self) -> bool:
        """Whether nothing tells them apart, or so little that it does not matter."""
        return self.auc <= max(self.null, SMALLEST_AUC)


def compare_distributions(
    action: AbstractAction,
    train: Shaped[Tensor, "rows ..."],
    test: Shaped[Tensor, "m ..."],
    moves: Sequence[Move],
    *,
    rng: torch.Generator,
) -> list[TwoSample]:
    """Tests every motion, with one classifier each, trained side by side.

    Args:
        action: Says what inputs are made of.
        train: Inputs that classifiers learn on.
        test: Inputs that they are tested on.
        moves: The motions; moved rows are drawn once.
        rng: Draws motions, batches and resamples.
    """
    if not moves:
        return []
    train = train[:ROWS]
    plain, plain_test = (_features(action, _as_if_resampled(action, x)) for x in (train, test))
    moved = torch.stack([_features(action, move(train, rng)) for move in moves])  # (c, rows, features)
    moved_test = torch.stack([_features(action, move(test, rng)) for move in moves])
    centre, spread = plain.mean(dim=0), plain.std(dim=0).clamp_min(1e-6)

    def scaled(features: Tensor) -> Tensor:
        return ((features - centre) / spread).clamp(-10, 10)

    classifier = _train(scaled(plain), scaled(moved), rng)
    with torch.no_grad():
        unmoved = classifier(scaled(plain_test).expand(len(moves), -1, -1).contiguous())[..., 0].cpu()
        others = classifier(scaled(moved_test))[..., 0].cpu()
    return [_two_sample(a, b, rng) for a, b in zip(unmoved, others, strict=True)]


def _train(plain: Float[Tensor, "rows f"], moved: Float[Tensor, "c rows f"], rng: torch.Generator) -> Mlp:
    """One classifier for each motion: positive where a row was moved."""
    count, rows, width = moved.shape
    model = Mlp(width, 1, hidden=HIDDEN, seeds=count, rng=rng).to(plain.device)
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-2)
    labels = torch.cat([torch.zeros(BATCH), torch.ones(BATCH)]).to(plain.device).expand(count, -1)
    for step in range(STEPS):
        chosen = torch.randint(rows, (2, BATCH), generator=rng).to(plain.device)
        x = torch.cat([plain[chosen[0]].expand(count, -1, -1), moved[:, chosen[1]]], dim=1)
        loss = F.binary_cross_entropy_with_logits(model(x)[..., 0], labels, reduction="none").mean(dim=1).sum()
        optimiser.param_groups[0]["lr"] = RATE * (1 - step / STEPS)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return model


def _two_sample(unmoved: Float[Tensor, " rows"], moved: Float[Tensor, " rows"], rng: torch.Generator) -> TwoSample:
    rows = len(unmoved)
    wins = (moved[:, None] > unmoved).float() + 0.5 * (moved[:, None] == unmoved).float()
    auc = float(wins.mean())
    drawn = torch.randint(rows, (RESAMPLES, rows), generator=rng)
    counts = torch.zeros(RESAMPLES, rows).scatter_add_(1, drawn, torch.ones(RESAMPLES, rows)) / rows
    samples = torch.einsum("bi,ij,bj->b", counts, wins, counts)
    ranks = (torch.cat([moved, unmoved]).argsort().argsort() + 1).float().unflatten(0, (2, rows))
    # if the inputs are symmetric, a row and its moved copy may change places: t is as often positive as negative
    swapped = torch.rand(RESAMPLES, rows, generator=rng) < 0.5
    null = (torch.where(swapped, ranks[1], ranks[0]).sum(dim=1) - rows * (rows + 1) / 2) / rows**2
    interval = (float(samples.quantile(0.025)), float(samples.quantile(0.975)))
    return TwoSample(auc, interval, float(null.quantile(0.975)))


def _features(action: AbstractAction, x: Shaped[Tensor, "rows ..."]) -> Float[Tensor, "rows f"]:
    """What the classifier sees: columns, thumbnails, or the moments of clouds."""
    if isinstance(action.inner, ImageAction):
        return F.adaptive_avg_pool2d(x[:, None], THUMBNAIL).flatten(1)
    if x.dim() == 2:
        lengths = [x[:, columns].norm(dim=1) for columns in vector_columns(action)]
        return torch.cat([x, torch.stack([*lengths, x.norm(dim=1)], dim=1)], dim=1)
    size = (action.inner.n or 0) - action.inner.homogeneous
    return _moments(x, size)


def _as_if_resampled(action: AbstractAction, x: Shaped[Tensor, "rows ..."]) -> Shaped[Tensor, "rows ..."]:
    """Unmoved images with the blur that bilinear sampling between pixels makes on average; all else as it is.

    Halfway between two pixels their mean is read, and on a pixel itself it alone: over all offsets the kernel has a
    variance of 1/6 pixel² along each axis. Without it, classifiers would tell moved images by their blur.
    """
    if not isinstance(action.inner, ImageAction):
        return x
    taps = torch.tensor([1.0, 10.0, 1.0], device=x.device) / 12
    return F.conv2d(x[:, None], torch.outer(taps, taps)[None, None], padding=1)[:, 0]


def _moments(x: Float[Tensor, "rows points columns"], size: int) -> Float[Tensor, "rows f"]:
    """First and second moments of a padded cloud's points, by number and weighed by each of their features."""
    points, weights = x[..., :size], x[..., size:]  # the mask first: 0 for padding
    shares = weights / weights[..., :1].sum(dim=1, keepdim=True).clamp_min(1)
    first = torch.einsum("rpf,rpi->rfi", shares, points)
    second = torch.einsum("rpf,rpi,rpj->rfij", shares, points, points)
    i, j = torch.triu_indices(size, size, device=x.device)
    return torch.cat([first.flatten(1), second[:, :, i, j].flatten(1)], dim=1)

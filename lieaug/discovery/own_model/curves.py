"""A model's curves along one motion: how far its predictions miss the moved ones, and what moved rows cost."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lieaug.diagnostics import parameter_grid, support_ratio
from lieaug.diagnostics.bootstrap import resample
from lieaug.diagnostics.curves import NON_COMPACT_LIMIT, measure_extents, nearest_known
from lieaug.diagnostics.support import LARGEST_FEATURES, pairwise_distances
from lieaug.discovery.own_model.setting import Setting
from lieaug.lie import one_parameter_subgroup
from lieaug.rules.verdict import SMALLEST_COVERAGE
from lieaug.schema import Band

NEIGHBOURS = 8
"""Rows whose errors correct a prediction: enough for their noise to fade, few enough to be near."""


@dataclass(frozen=True)
class MotionCurve:
    """What one motion does to a model's predictions, row by row.

    Attributes:
        t: Group parameters [rad if a rotation].
        limit: The extent that counts as full.
        compact: Whether its orbits close.
        missed: Mean square distance of f(gx) from g f(x).
        losses: Mean square error of f(gx) against the moved target.
        corrected: Whether that is of f plus the mean error of neighbouring rows.
        inside: Which moved rows are where the data are.
        spread: Mean square distance of f(x) from its mean.
        support_ratio: How much farther from the data moved inputs are than other rows are; None for wide inputs.
    """

    t: Float[Tensor, " T"]
    limit: float
    compact: bool
    missed: Float[Tensor, "T rows"]
    losses: Float[Tensor, "T rows"]
    corrected: bool
    inside: Bool[Tensor, "T rows"]
    spread: Float[Tensor, " rows"]
    support_ratio: float | None

    @property
    def here(self) -> int:
        """The place of t = 0."""
        return len(self.t) // 2

    @property
    def full(self) -> Bool[Tensor, " T"]:
        """Which t are within the full range."""
        return self.t.abs() <= self.limit * (1 + 1e-6)

    @property
    def known(self) -> float:
        """How far enough moved rows stay where the data are."""
        shares = self.inside.float().mean(dim=1) / self.inside[self.here].float().mean()
        few = (shares < SMALLEST_COVERAGE) & self.full
        return self.limit if not few.any() else float(self.t[few].abs().min())

    def told_apart(self, extent: float) -> float:
        """What moving costs over a range, as a share of how far it moves the predictions.

        1 where targets stay as far from moved predictions as errors that know nothing of the motion do, so that they
        move as the model says; 0 where they do not, as those of a symmetric target.
        """
        within = (self.t.abs() <= extent * (1 + 1e-6)) & self.inside.any(dim=1)
        counted = self.inside[within].float()
        here = self.inside[self.here].float()
        plain = (self.losses[self.here] * here).sum() / here.sum()
        costs = (self.losses[within] * counted).sum() / counted.sum() - plain
        return float(costs / ((self.missed[within] * counted).sum() / counted.sum()).clamp_min(1e-12))

    @property
    def coverage(self) -> float:
        """Share of moved rows over the full range that stay where the data are."""
        return float(min(self.inside[self.full].float().mean() / self.inside[self.here].float().mean(), 1.0))


def measure(setting: Setting, generator: Float[Tensor, "n n"], *, correct: bool) -> MotionCurve:
    """Asks the model along one generator, in scaled units.

    Args:
        setting: Model and rows.
        generator: In scaled units.
        correct: Whether losses are of the model corrected by its errors on neighbouring rows, where rows have any.
    """
    t, limit, compact = parameter_grid(generator)
    x, y, output = setting.x, setting.y, setting.output
    here = setting.predict(x)
    neighbours = _Neighbours.of(x, y - here) if correct else None
    missed, losses, inside = [], [], []
    for g in one_parameter_subgroup(generator, t):
        moved_x = setting.action.apply(g, x)
        answers = setting.predict(moved_x)
        follows, wanted = (here, y) if output.n is None else (output.apply(g, here), output.apply(g, y))
        scale = output.scale(g)  # else shrinking everything would win
        missed.append((answers - follows).square().mean(dim=1) / scale)
        correction = 0.0 if neighbours is None else neighbours.errors(moved_x)
        losses.append((answers + correction - wanted).square().mean(dim=1) / scale)
        everywhere = torch.ones(len(x), dtype=torch.bool)
        inside.append(everywhere if setting.bulk is None else setting.bulk.inside(moved_x))
    return MotionCurve(
        t, limit, compact, torch.stack(missed), torch.stack(losses), neighbours is not None, torch.stack(inside),
        (here - here.mean(dim=0)).square().mean(dim=1), _inputs_leave(setting, generator, limit),
    )  # fmt: skip


def _inputs_leave(setting: Setting, generator: Float[Tensor, "n n"], limit: float) -> float | None:
    """How much farther from the data moved inputs are than other rows; targets are left out, as these may break it."""
    half = len(setting.x) // 2
    still = torch.zeros(len(setting.x), dtype=torch.int64)  # as class labels, which do not count
    parts = ((setting.x[:half], still[:half]), (setting.x[half:], still[half:]))
    return support_ratio(setting.action, setting.output, *parts, generator, min(NON_COMPACT_LIMIT, limit))


@dataclass(frozen=True)
class _Neighbours:
    """Errors of a model by place, each half of the rows corrected by the other one."""

    x: Float[Tensor, "rows features"]
    error: Float[Tensor, "rows outputs"]

    @classmethod
    def of(cls, x: Tensor, error: Float[Tensor, "rows outputs"]) -> "_Neighbours | None":
        return cls(x, error) if x.dim() == 2 and x.shape[1] <= LARGEST_FEATURES else None

    def errors(self, moved: Float[Tensor, "rows features"]) -> Float[Tensor, "rows outputs"]:
        """The mean error near each moved row, of rows in the half that it does not belong to."""
        half = len(self.x) // 2
        return torch.cat([self._near(moved[:half], slice(half, None)), self._near(moved[half:], slice(half))])

    def _near(self, moved: Float[Tensor, "m features"], among: slice) -> Float[Tensor, "m outputs"]:
        nearest = pairwise_distances(moved, self.x[among]).topk(NEIGHBOURS, dim=1, largest=False).indices
        return self.error[among][nearest].mean(dim=1)


@dataclass(frozen=True)
class Share:
    """Means over rows in units of other means over rows, with their band and how far they stay small."""

    band: Band
    extent: float
    most: float
    average: float


def relate_rows(
    curve: MotionCurve,
    values: Float[Tensor, "T rows"],
    unit: Float[Tensor, " rows"],
    *,
    ceiling: float,
    resolution: float = 0.0,
    root: bool = False,
    surely: bool = False,
    rng: torch.Generator,
) -> Share:
    """Puts values of moved rows in relation to what unmoved rows have (paired bootstrap), where the data are.

    Args:
        curve: Says where moved rows are.
        values: Of moved rows.
        unit: Of unmoved rows.
        ceiling: Up to which the share counts as small.
        resolution: Added to both, since below it they are not told apart.
        root: Whether the share is that of root mean squares.
        surely: Whether the extent ends where the whole band is above the ceiling, not the mean.
        rng: Draws the bootstrap samples.
    """
    inside = curve.inside
    weights = torch.cat([torch.full((1, len(unit)), 1 / len(unit)), resample(len(unit), rng)])  # all rows first
    counted = weights @ inside.float().T  # (1 + B, T)
    here = inside[curve.here].float()
    below = (weights @ (unit * here)) / (weights @ here).clamp_min(1e-9) + resolution
    above = (weights @ torch.where(inside, values, 0.0).T) / counted.clamp_min(1e-9) + resolution
    shares = (above / below.clamp_min(1e-12)[:, None])[:, nearest_known(curve.t, inside)]
    shares = shares.sqrt() if root else shares
    mean, low, high = shares[0], shares[1:].quantile(0.025, dim=0), shares[1:].quantile(0.975, dim=0)
    judged = low if surely else mean
    ((left, right),) = measure_extents(curve.t, judged[None], ceiling, curve.limit)
    full = mean[curve.full]
    return Share(
        Band(mean=mean.tolist(), low=low.tolist(), high=high.tolist()),
        min(left, right),
        float(full.max()),
        float(full.mean()),
    )

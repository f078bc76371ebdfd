"""What a verdict rests on: the measurements of one generator, without any threshold."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict


@dataclass(frozen=True)
class GeneratorEvidence:
    """What the verdict on one generator rests on.

    Attributes:
        tested: Over which share of its full range a predictor was trained with it; 0 if it was not worth a test.
        limit: The extent that counts as full.
        compact: Whether its orbits close.
        extent: How far it holds: where its curve leaves the tolerance, or where rows begin to cross its end.
        ratio: Held-out loss on moved data over the plain predictor's on unmoved data, mean over the range.
        interval: 95 % bootstrap interval of the ratio.
        unmoved: The same ratio on unmoved data: below 1 where training with moved data helps, above 1 where it hurts.
        excess: What moving costs, in shares of the chance loss.
        near: The same over small displacements, which all directions have in common.
        breaking: Share of the target's variance that breaks it, directly measured.
        breaking_error: Standard error of that.
        unexplained: Share of the target's variance that the plain predictor leaves; at least what can be resolved.
        plain: The plain predictor's loss, in shares of the chance loss.
        coverage: Share of moved rows that stay where the data are.
        residual: How badly the plain predictor follows it; None for images.
        support_ratio: How much farther from the data moved data are than held-out data; None if not measured.
        common: Loss of what all motions have in common, in shares of the chance loss (see `common`).
        telling: Share of what the plain predictor explains that all motions do not have in common: 1 if it is all.
        fades: Whether examples fade along it: an image that is shrunk or shifted far enough shows nothing any more.
        even: Whether all directions move examples equally far for equal extents, as those of images do.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", allow_inf_nan=False)  # as part of `Evidence`

    tested: float
    limit: float
    compact: bool
    extent: float
    ratio: float
    interval: tuple[float, float]
    unmoved: float
    excess: float
    near: float
    breaking: float
    breaking_error: float
    unexplained: float
    plain: float
    coverage: float
    residual: float | None
    support_ratio: float | None
    common: float = 1.0
    telling: float = 1.0
    fades: bool = False
    even: bool = False

    @property
    def strength(self) -> float:
        """Share of the target's spread that breaks the symmetry, the larger of both measurements."""
        return max(self.excess, self.breaking, 0.0) ** 0.5

    @property
    def telling_strength(self) -> float:
        """The same as a share of what can break it at all: what all motions have in common cannot."""
        return self.strength / self.telling**0.5

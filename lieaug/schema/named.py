"""What a battery says of the symmetries that people expect by name."""

import math
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen, Verdict

NamedKind = Literal[
    "rotation", "scaling", "stretch", "shear", "translation", "boost", "perspective", "mirror", "exchange"
]


class NamedFinding(Frozen):
    """One named symmetry: whether it holds, what using it brings, and whether the inputs have it too."""

    name: str
    kind: NamedKind
    verdict: Verdict
    reason: str = Field(description="The verdict's grounds in one sentence.")
    matrices: list[list[list[float]]] = Field(
        default_factory=list, description="Its generators, or the element, in the data's own units; none of exchanges."
    )
    extent: float = Field(default=0.0, description="How far it holds [rad if a rotation]; 0 of finite elements.")
    extent_limit: float = Field(default=0.0, description="The extent that counts as full; 0 of finite elements.")
    compact: bool = Field(default=False, description="Whether its orbits close.")
    strength: float = Field(description="Share of the target's spread that breaks it: 0 exact, 1 unrelated.")
    loss_ratio: float = Field(description="Loss on moved rows of a predictor trained with it, over the plain one's.")
    loss_ratio_interval: tuple[float, float]
    gain: float = Field(
        description="Change of the error on unmoved test rows by training with it over its range: -0.3 is 30 % less."
    )
    gain_interval: tuple[float, float] = Field(description="Its 95 % interval over rows and seeds.")
    assumed: float | None = Field(
        default=None, description="Change of the error if it is built in: predictions averaged over its full range."
    )
    assumed_interval: tuple[float, float] | None = None
    matters: bool = Field(default=True, description="False if errors are too small either way to be told apart.")
    part: float | None = Field(default=None, description="The extent over which it was also tried in part.")
    part_gain: float | None = Field(default=None, description="Change of the error by training with that part of it.")
    part_gain_interval: tuple[float, float] | None = None
    coverage: float = Field(default=1.0, description="Share of moved rows that stay where the data are.")
    distribution_auc: float | None = Field(
        default=None,
        description="How well a classifier tells moved inputs from unmoved ones: 0.5 not at all, 1 always.",
    )
    distribution_interval: tuple[float, float] | None = None
    inputs_symmetric: bool | None = Field(default=None, description="Whether nothing tells them apart.")

    @property
    def helps(self) -> bool:
        """Whether training with it over its full range surely lowers the error."""
        return self.matters and self.gain_interval[1] < 0

    @property
    def hurts(self) -> bool:
        """Whether that surely raises the error, or building in what does not hold does."""
        built_in = self.verdict != "present" and self.assumed_interval is not None and self.assumed_interval[0] > 0
        return self.matters and (self.gain_interval[0] > 0 or built_in)

    @property
    def part_helps(self) -> bool:
        """Whether training with a part of it surely lowers the error."""
        return self.matters and self.part_gain_interval is not None and self.part_gain_interval[1] < 0

    def span(self, extent: float) -> str:
        """A range in words: all the way round, ±45°, factors of 0.6 to 1.6, ±8.4 in data units; empty if finite."""
        return span_words(self.kind, self.matrices, extent, self.extent_limit, compact=self.compact)


def span_words(
    kind: NamedKind, matrices: list[list[list[float]]], extent: float, limit: float, *, compact: bool
) -> str:
    """A range of a motion in words; empty if it has no generators, as exchanges and mirrors have none.

    Args:
        kind: Which sort of motion it is.
        matrices: Its generators in the data's units.
        extent: The range in question, in the motion's parameter.
        limit: The extent that counts as full.
        compact: Whether its orbits close.
    """
    if not limit or not matrices:
        return ""
    if compact:
        return "all the way round" if extent >= 0.99 * limit else f"±{180 * extent / limit:.0f}°"
    matrix = matrices[0]
    if kind == "scaling":
        factor = math.exp(extent * abs(matrix[0][0] - matrix[-1][-1] or matrix[0][0]))  # the last divides, if it does
        return f"factors of {1 / factor:.2f} to {factor:.2f}"
    if kind == "translation":
        shift = extent * max(math.hypot(*(row[-1] for row in generator)) for generator in matrices)
        return f"±{shift:.3g} in the data's units"
    return f"±{extent:.2f}"

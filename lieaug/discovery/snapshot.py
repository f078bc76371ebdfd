"""What a discovery shows of itself while it works: frozen, detached, NumPy only."""

from dataclasses import dataclass, field
from typing import Literal

from jaxtyping import Float
from numpy import ndarray

from lieaug.schema import Discovery, Evidence, Gallery, StepTrace

Stage = Literal[
    "preparing", "warm-up", "spectrum", "joint training", "comparison", "held-out curves", "named symmetries", "verdict"
]


@dataclass(frozen=True)
class Snapshot:
    """The state after some step.

    Attributes:
        stage: What is being done, in words for people.
        step: Steps done, over all stages.
        total: Steps of the whole discovery.
        terms: Unweighted objective terms of the last step, a value for each seed.
        basis: Generators of every seed in the data's own units, once they are being learned.
        extents: Their extents [rad if a rotation].
        spectrum: Relative residuals of the search space, smallest first, once measured.
        result: The verdict, on the last snapshot only.
        evidence: What the figures of a finished discovery show, on the last snapshot only.
        gallery: Held-out examples to be moved by hand, on the last snapshot only.
        trace: What the last step did, of joint training that is stepped by hand.
    """

    stage: Stage
    step: int
    total: int
    terms: dict[str, Float[ndarray, " S"]] = field(default_factory=dict)
    basis: Float[ndarray, "S k n n"] | None = None
    extents: Float[ndarray, "S k"] | None = None
    spectrum: Float[ndarray, "S d"] | None = None
    result: Discovery | None = None
    evidence: Evidence | None = None
    gallery: Gallery | None = None
    trace: StepTrace | None = None

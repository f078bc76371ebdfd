"""The equivariance error of the model with and without the learned augmentation, as numbers."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from lieaug.report.subject import Subject

UNFOLLOWED = 0.1
"""Share of the predictions' spread from which a model is said not to follow a motion."""

CLEARLY_BETTER = 0.7
"""Share of the plain model's error down to which that of the trained one must fall, to be called better."""


@dataclass(frozen=True)
class EquivarianceErrors:
    """Distance of f(gx) from g f(x), in shares of the spread of f, along one generator.

    Attributes:
        generator: Its place among all.
        t: Group parameters [rad if a rotation].
        plain: Of the model trained without augmentation.
        with_: Of the one trained with what was learned.
        mean_plain: Mean over where the symmetry holds, or over all t where it does nowhere.
        mean_with: The same.
    """

    generator: int
    t: Float32[ndarray, " T"]
    plain: Float32[ndarray, " T"]
    with_: Float32[ndarray, " T"]
    mean_plain: float
    mean_with: float

    @property
    def is_large(self) -> bool:
        """Whether the plain model does not follow it."""
        return self.mean_plain > UNFOLLOWED

    @property
    def is_mended(self) -> bool:
        """Whether training with what was found has clearly helped."""
        return self.mean_with < CLEARLY_BETTER * self.mean_plain


def equivariance_errors(subject: Subject) -> list[EquivarianceErrors]:
    """One for each generator that the gallery has; none without a gallery."""
    gallery = subject.gallery
    if gallery is None:
        return []
    errors = []
    for place, t in enumerate(gallery.t):
        finding = subject.result.generators[place]
        holds = finding.verdict in ("present", "approximate") and finding.extent > 0
        inside = (np.abs(t) <= finding.extent * (1 + 1e-3)) & (t != 0) if holds else t != 0
        inside = inside if inside.any() else t != 0
        plain, with_ = gallery.equivariance_plain[place], gallery.equivariance_with[place]
        means = float(plain[inside].mean()), float(with_[inside].mean())
        errors.append(EquivarianceErrors(place, t, plain, with_, *means))
    return errors

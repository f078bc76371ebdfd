"""From a discovery to what it found, as a module."""

from collections.abc import Sequence

import torch

from lieaug.augmentation.augmentation import Augmentation
from lieaug.schema import Discovery
from lieaug.schema.augmentation import HOLDS, plan_augmentation
from lieaug.schema.base import Verdict


def augmentation_of(
    result: Discovery, *, verdicts: Sequence[Verdict] = HOLDS, data_sha256: str | None = None
) -> Augmentation:
    """The augmentation that a discovery found; see `plan_augmentation`.

    Raises:
        ConfigError: Nothing holds, so that there is nothing to augment with.
    """
    plan = plan_augmentation(result, verdicts=verdicts, data_sha256=data_sha256)
    return Augmentation(torch.from_numpy(plan.basis), torch.from_numpy(plan.ranges), plan.card)

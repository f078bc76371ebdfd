"""From a discovery to what it found: a PyTorch module, or its NumPy form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, overload

from lieaug.errors import ConfigError
from lieaug.schema import Discovery
from lieaug.schema.augmentation import HOLDS, AugmentationPlan, plan_augmentation
from lieaug.schema.base import Verdict

if TYPE_CHECKING:
    from lieaug.augmentation.arrays import ArrayAugmentation
    from lieaug.augmentation.augmentation import Augmentation

Framework = Literal["torch", "numpy"]


@overload
def augmentation_of(
    result: Discovery, *, verdicts: Sequence[Verdict] = ..., data_sha256: str | None = ...
) -> "Augmentation": ...
@overload
def augmentation_of(
    result: Discovery, *, verdicts: Sequence[Verdict] = ..., data_sha256: str | None = ..., framework: Framework
) -> "Augmentation | ArrayAugmentation": ...


def augmentation_of(
    result: Discovery,
    *,
    verdicts: Sequence[Verdict] = HOLDS,
    data_sha256: str | None = None,
    framework: Framework = "torch",
) -> "Augmentation | ArrayAugmentation":
    """The augmentation that a discovery found; see `plan_augmentation`.

    Raises:
        ConfigError: Nothing holds, so that there is nothing to augment with; or no such framework.
    """
    return made(plan_augmentation(result, verdicts=verdicts, data_sha256=data_sha256), framework)


def made(plan: AugmentationPlan, framework: Framework) -> "Augmentation | ArrayAugmentation":
    """The plan as something that moves data; only the PyTorch form imports torch."""
    if framework == "numpy":
        from lieaug.augmentation.arrays import ArrayAugmentation

        return ArrayAugmentation(plan)
    if framework != "torch":
        raise ConfigError(f"expected the framework torch or numpy, got {framework!r}; choose one of these")
    import torch

    from lieaug.augmentation.augmentation import Augmentation

    return Augmentation(torch.from_numpy(plan.basis), torch.from_numpy(plan.ranges), plan.card)

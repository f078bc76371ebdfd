"""The augmentation as a transform of samples, as data sets and their composed transforms hand them on."""

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from torch import Tensor

from lieaug.errors import DataError

if TYPE_CHECKING:
    from lieaug.augmentation.augmentation import Augmentation


class SampleTransform:
    """Moves one sample by one random group element, and leaves the sample that it was given as it is.

    Without names a sample is x, x and y as two arguments, or a pair; images may be (channels, height, width). With
    names it is a dictionary, or an object with attributes such as a graph, of which a shallow copy is made.

    Args:
        augmentation: What moves it.
        names: Where x is, and, if it turns too, y.
    """

    def __init__(self, augmentation: "Augmentation", names: Sequence[str]) -> None:
        if len(names) > 2:
            raise DataError(
                f"expected the name of x, and of y if it turns too, got {len(names)} names; give one or two"
            )
        self._augmentation, self._names = augmentation, tuple(names)

    def __call__(self, *sample: Any) -> Any:
        if not self._names:
            is_pair = len(sample) == 1 and isinstance(sample[0], (tuple, list))
            values = sample[0] if is_pair else sample
            moved = self._moved(*values)
            return moved[0] if len(values) == 1 and not is_pair else moved
        (given,) = sample
        moved = copy.copy(given)
        is_mapping = hasattr(given, "keys") and hasattr(given, "__getitem__")
        values = [given[name] if is_mapping else getattr(given, name) for name in self._names]
        for name, value in zip(self._names, self._moved(*values), strict=True):
            if is_mapping:
                moved[name] = value
            else:
                setattr(moved, name, value)
        return moved

    def _moved(self, x: Any, *others: Any) -> tuple[Any, ...]:
        """X moved, y with it; what follows y comes back as it is."""
        if not isinstance(x, Tensor):
            raise DataError(f"expected x as a tensor, got {type(x).__name__}; convert it before this transform")
        augmentation = self._augmentation
        augmentation.check_one(x)
        g = augmentation.group_elements(augmentation.coefficients(1))[0]
        return (augmentation.move(g, x), *(augmentation.move_target(g, y) for y in others[:1]), *others[1:])

    def __repr__(self) -> str:
        return f"{type(self._augmentation).__name__}.on{self._names}"

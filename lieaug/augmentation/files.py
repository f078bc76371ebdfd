"""An augmentation as files: numbers as safetensors with their card in the header, and the card beside it as JSON."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from lieaug.augmentation.from_result import Framework, made
from lieaug.errors import DataError, StoreError
from lieaug.schema.augmentation import AugmentationPlan

if TYPE_CHECKING:
    from lieaug.augmentation.arrays import ArrayAugmentation
    from lieaug.augmentation.augmentation import Augmentation


def save_augmentation(augmentation: "Augmentation | ArrayAugmentation", path: str | os.PathLike[str]) -> Path:
    """Writes NAME.safetensors and NAME.json; returns the former.

    Raises:
        StoreError: They cannot be written.
    """
    target = Path(path).with_suffix(".safetensors")
    plan = augmentation.plan()
    try:
        target.write_bytes(plan.encode())
        target.with_suffix(".json").write_text(plan.card.to_json() + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"expected a file that can be written, got {target} ({error}); name another one") from error
    return target


@overload
def load_augmentation(path: str | os.PathLike[str]) -> "Augmentation": ...
@overload
def load_augmentation(path: str | os.PathLike[str], framework: Literal["torch"]) -> "Augmentation": ...
@overload
def load_augmentation(path: str | os.PathLike[str], framework: Literal["numpy"]) -> "ArrayAugmentation": ...


def load_augmentation(
    path: str | os.PathLike[str], framework: Framework = "torch"
) -> "Augmentation | ArrayAugmentation":
    """Reads what `save_augmentation` wrote. Nothing in such a file can run code.

    Args:
        path: NAME.safetensors, whose header holds the card; NAME.json is for people and other programs.
        framework: "torch" for a `torch.nn.Module`, "numpy" for the form that needs no torch.

    Raises:
        DataError: The file is not there, is none of ours, or was changed since.
    """
    source = Path(path).with_suffix(".safetensors")
    try:
        content = source.read_bytes()
    except OSError as error:
        raise DataError(
            f"expected an augmentation saved by LieAugmenter in {source}, got {type(error).__name__}; export it anew"
        ) from error
    return made(AugmentationPlan.decode(content, source.name), framework)
